using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Labels;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Initialization;

/// <summary>Rewrites wrong labels in place from the identity.</summary>
public static class DataRepair
{
    /// <summary>Computes the given labels again, writes them where they belong, and reads them back.</summary>
    /// <param name="directories">The space.</param>
    /// <param name="labels">Indices of labels that are stored wrongly.</param>
    /// <param name="scrypt">The network's label function.</param>
    /// <returns>The metadata, whose nonce is that of a repaired label where this one is better.</returns>
    /// <exception cref="PostException">A file cannot be written, or does not keep what was written.</exception>
    public static PostMetadata Repair(PostDataDirectories directories, IReadOnlyList<ulong> labels, ScryptParameters scrypt)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(scrypt);
        using var guard = new DirectoryLock(directories);
        var metadata = PostDrives.Load(directories);
        var layout = metadata.Layout;
        var files = directories.Files().ToDictionary(file => file.Index);
        var computed = new Hash32[labels.Count];
        uint n = scrypt.EffectiveN();
        var commitment = metadata.Commitment;
        using var engine = LabelEngines.Best();
        engine.ComputeAt(n, [.. labels.Select(index => new LabelId(commitment, index))], computed);
        var tracker = new VrfTracker(VrfThreshold.Of(metadata.NumLabels).ToArray());
        for (int i = 0; i < labels.Count; i++)
            tracker.Offer(labels[i], Hash32.Span(in computed[i]));
        foreach (var group in labels.Select((index, i) => (index, i)).GroupBy(item => layout.FileOf(item.index)))
        {
            if (!files.TryGetValue(group.Key, out var file))
                throw new PostDataException(PostDataFileName.Of(group.Key), $"{PostDataFileName.Of(group.Key)} does not exist; run the initialization to make it");
            Rewrite(file, group.Select(item => (layout.OffsetOf(item.index), computed[item.i])));
        }

        if (tracker.Candidate is { } candidate)
        {
            var label = candidate.Label;
            var value = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(Hash32.Span(in label));
            if (metadata is not { Nonce: not null, NonceValue: { } best } || value < best)
            {
                metadata = metadata with { Nonce = candidate.Index, NonceValue = value };
                PostDrives.Save(directories, metadata);
            }
        }

        return metadata;
    }

    private static void Rewrite(PostDataFile file, IEnumerable<(long Offset, Hash32 Label)> labels)
    {
        Span<byte> back = stackalloc byte[PostDataLayout.LabelSize];
        try
        {
            using var handle = File.OpenHandle(file.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            var written = labels.ToList();
            foreach (var (offset, label) in written)
                RandomAccess.Write(handle, Hash32.Span(in label)[..PostDataLayout.LabelSize], offset);
            RandomAccess.FlushToDisk(handle);
            foreach (var (offset, label) in written)
            {
                if (RandomAccess.Read(handle, back, offset) != back.Length || !back.SequenceEqual(Hash32.Span(in label)[..PostDataLayout.LabelSize]))
                    throw new PostDataException(file.Path, $"{file.Path} does not keep what is written at {offset}; the disk is failing, copy the file elsewhere");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PostDataException(file.Path, $"{file.Path} cannot be written: {exception.Message}", exception);
        }
    }
}
