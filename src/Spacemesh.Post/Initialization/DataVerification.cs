using System.Collections.Concurrent;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Labels;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Post.Initialization;

/// <summary>Computes stored labels again and compares (spec 02 §8); several drives are read side by side.</summary>
public sealed class DataVerification(IWorkPool pool, IRandomSource random, Action<DataVerificationEvent>? observe = null)
{
    /// <summary>Labels compared by one piece of work.</summary>
    private const int PieceLabels = 2048;

    private readonly ConcurrentBag<ulong> _bad = [];
    private int _stop;

    /// <summary>Indices of the wrong labels found, ascending: one or a few, or all with <see cref="DataVerificationOptions.FindAll"/>.</summary>
    public IReadOnlyList<ulong> BadLabels => [.. _bad.Order()];

    /// <summary>Looks at the data once.</summary>
    public async Task<DataVerdict> VerifyAsync(PostDataDirectories directories, DataVerificationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directories);
        ArgumentNullException.ThrowIfNull(options);
        observe?.Invoke(new DataVerificationEvent.Started(directories.ToString()));
        try
        {
            uint n = options.Scrypt.EffectiveN();
            using var reader = PostDataReader.Open(directories);
            long last = options.ToFile ?? reader.Layout.TotalFiles - 1;
            observe?.Invoke(new DataVerificationEvent.RangeKnown(options.FromFile, last));
            using var engine = LabelEngines.Best();
            var present = reader.Files.ToDictionary(file => file.Index);
            var wanted = new List<(long File, int Drive)>();
            for (long file = Math.Max(0, options.FromFile); file <= last; file++)
            {
                // The first missing file ends the list: it fails when its turn comes.
                wanted.Add((file, present.TryGetValue(file, out var there) ? there.Drive : 0));
                if (there is null)
                    break;
            }

            var drives = wanted.GroupBy(item => item.Drive, item => item.File).Select(files => VerifyFilesAsync(files, reader, engine, n, options, cancellationToken));
            await Task.WhenAll(drives);
            return _bad.IsEmpty ? new DataVerdict.Valid() : Invalid(reader.Layout, _bad.Min());
        }
        catch (Exception exception) when (exception is PostException)
        {
            return new DataVerdict.Failed(exception.Message);
        }
    }

    private static DataVerdict.Invalid Invalid(PostDataLayout layout, ulong label) => new(layout.FileOf(label), layout.OffsetOf(label));

    private async Task VerifyFilesAsync(
        IEnumerable<long> files, PostDataReader reader, ILabelEngine engine, uint n, DataVerificationOptions options, CancellationToken cancellationToken)
    {
        foreach (long file in files)
        {
            if (Volatile.Read(ref _stop) != 0)
                return;
            await VerifyFileAsync(file, reader, engine, n, options, cancellationToken);
        }
    }

    private async Task VerifyFileAsync(
        long file, PostDataReader reader, ILabelEngine engine, uint n, DataVerificationOptions options, CancellationToken cancellationToken)
    {
        var layout = reader.Layout;
        string name = PostDataFileName.Of(file);
        var there = reader.Files.FirstOrDefault(candidate => candidate.Index == file);
        string path = there?.Path ?? Path.Combine(reader.Directories.Primary, name);
        observe?.Invoke(new DataVerificationEvent.FileBegun(path));
        if (there is null || file >= layout.TotalFiles)
            throw new PostDataException(path, $"{path} does not exist; run the initialization to make it, or mount its drive");
        ulong labels = layout.LabelsIn(file);
        ulong count = LabelSample.Count(labels, options.Fraction);
        observe?.Invoke(new DataVerificationEvent.LabelsChosen(file, count));
        ulong first = layout.FirstLabelOf(file);
        var running = new List<Task>();
        var commitment = reader.Metadata.Commitment;
        foreach (ulong[] indices in Pieces(LabelSample.Runs(labels, count, random, PieceLabels), first))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Volatile.Read(ref _stop) != 0)
                break;
            if (running.Count >= 2 * pool.Parallelism)
            {
                var done = await Task.WhenAny(running);
                running.Remove(done);
                await done;
            }

            running.Add(pool.RunAsync(_ => Compare(indices, reader, engine, n, commitment, options.FindAll), WorkPriority.Low, cancellationToken).AsTask());
        }

        await Task.WhenAll(running);
    }

    /// <summary>Groups positions into pieces of work.</summary>
    private static IEnumerable<ulong[]> Pieces(IEnumerable<(ulong First, int Count)> runs, ulong origin)
    {
        var piece = new List<ulong>(PieceLabels);
        foreach (var (first, count) in runs)
        {
            for (int i = 0; i < count; i++)
            {
                piece.Add(origin + first + (ulong)i);
                if (piece.Count == PieceLabels)
                {
                    yield return [.. piece];
                    piece.Clear();
                }
            }
        }

        if (piece.Count > 0)
            yield return [.. piece];
    }

    private bool Compare(ulong[] indices, PostDataReader reader, ILabelEngine engine, uint n, Commitment commitment, bool findAll)
    {
        byte[] stored = new byte[indices.Length * PostDataLayout.LabelSize];
        for (int i = 0; i < indices.Length;)
        {
            int run = 1;
            while (i + run < indices.Length && indices[i + run] == indices[i] + (ulong)run)
                run++;
            int read = reader.ReadLabels(indices[i], stored.AsSpan(i * PostDataLayout.LabelSize, run * PostDataLayout.LabelSize));
            if (read != run)
            {
                string name = PostDataFileName.Of(reader.Layout.FileOf(indices[i]));
                throw new PostDataException(name, $"{name} ends before label {indices[i] + (ulong)read}; run the initialization again to complete it");
            }

            i += run;
        }

        var computed = new Hash32[indices.Length];
        engine.ComputeAt(n, [.. indices.Select(index => new LabelId(commitment, index))], computed);
        for (int i = 0; i < indices.Length; i++)
        {
            if (Hash32.Span(in computed[i])[..PostDataLayout.LabelSize].SequenceEqual(stored.AsSpan(i * PostDataLayout.LabelSize, PostDataLayout.LabelSize)))
                continue;
            _bad.Add(indices[i]);
            if (!findAll)
            {
                Volatile.Write(ref _stop, 1);
                return false;
            }
        }

        return true;
    }
}
