using System.Buffers.Binary;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Labels;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Initialization;

/// <summary>Looks for a lost VRF nonce in written data (spec 02 §3).</summary>
public static class NonceSearch
{
    private const int BlockSize = 1 << 20;

    /// <summary>A stored label below the threshold.</summary>
    public readonly record struct Found(ulong Index, UInt128 Value);

    /// <summary>
    /// Searches the files of a range and saves the smallest label of those looked at, even when the metadata knew a better one.
    /// </summary>
    /// <param name="directories">Where the data lie.</param>
    /// <param name="fromFile">First file looked at.</param>
    /// <param name="toFile">Last one; null for all that follow.</param>
    /// <param name="observe">Hears the difficulty, each file and each better nonce.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <returns>The nonce; null when there is none.</returns>
    /// <exception cref="PostDataException">Metadata or a file cannot be read, or a file ends in the middle of a label.</exception>
    public static Found? Search(
        PostDataDirectories directories, long fromFile, long? toFile, Action<NonceSearchEvent>? observe = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directories);
        PostMetadata metadata;
        try
        {
            metadata = PostDrives.Load(directories);
        }
        catch (PostDataException exception)
        {
            throw new PostDataException(exception.Path ?? directories.Primary, $"failed to load metadata: {exception.Message}", exception);
        }

        var threshold = VrfThreshold.Of(metadata.NumLabels);
        observe?.Invoke(new NonceSearchEvent.Started(threshold, directories.ToString()));
        cancellationToken.ThrowIfCancellationRequested();
        Found? best = null;
        byte[] buffer = new byte[BlockSize];
        foreach (var file in directories.Files().Where(file => file.Index >= fromFile && file.Index <= (toFile ?? long.MaxValue)))
        {
            observe?.Invoke(new NonceSearchEvent.FileBegun(Path.GetFileName(file.Path)));
            var better = SmallestIn(file, metadata.Layout, threshold.ToArray(), best, buffer, cancellationToken);
            if (better is not { } found || better == best)
                continue;
            best = better;
            metadata = metadata with { Nonce = found.Index, NonceValue = found.Value };
            observe?.Invoke(new NonceSearchEvent.NonceFound(found.Index, found.Value));
            PostDrives.Save(directories, metadata);
        }

        return best;
    }

    /// <summary>The smallest stored label below a threshold in all files; saves nothing.</summary>
    internal static Found? Smallest(PostDataDirectories directories, PostDataLayout layout, byte[] threshold)
    {
        Found? best = null;
        byte[] buffer = new byte[BlockSize];
        foreach (var file in directories.Files().Where(file => file.Index < layout.TotalFiles))
            best = SmallestIn(file, layout, threshold, best, buffer, CancellationToken.None);
        return best;
    }

    private static Found? SmallestIn(PostDataFile file, PostDataLayout layout, byte[] threshold, Found? best, byte[] buffer, CancellationToken cancellationToken)
    {
        // A stored label that equals the first half of the threshold counts as smaller, being shorter.
        var bound = BinaryPrimitives.ReadUInt128BigEndian(threshold);
        bool strict = false;
        if (best is { } known)
            (bound, strict) = (known.Value, true);
        ulong index = layout.FirstLabelOf(file.Index);
        try
        {
            using var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0, FileOptions.SequentialScan);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
                for (int offset = 0; offset + PostDataLayout.LabelSize <= length; offset += PostDataLayout.LabelSize, index++)
                {
                    var value = BinaryPrimitives.ReadUInt128BigEndian(buffer.AsSpan(offset));
                    if (strict ? value >= bound : value > bound)
                        continue;
                    (bound, strict) = (value, true);
                    best = new Found(index, value);
                }

                if (length % PostDataLayout.LabelSize != 0)
                    throw new PostDataException(file.Path, "failed to search for nonce: file appears truncated. please re-init it: unexpected EOF");
                if (length < buffer.Length)
                    return best;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PostDataException(file.Path, $"{file.Path} cannot be read: {exception.Message}", exception);
        }
    }
}
