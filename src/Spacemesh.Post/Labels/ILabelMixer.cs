namespace Spacemesh.Post.Labels;

/// <summary>One way of computing a small group of labels on one thread.</summary>
internal interface ILabelMixer
{
    string Name { get; }

    /// <summary>Labels computed together.</summary>
    int Width { get; }

    /// <summary>Makes the memory one thread works in.</summary>
    LabelScratch CreateScratch(uint n);

    /// <summary>Computes the full 32 bytes of 1 … <see cref="Width"/> labels.</summary>
    void Compute(LabelScratch scratch, ReadOnlySpan<LabelId> ids, Span<byte> labels);
}
