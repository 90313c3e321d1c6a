using Spacemesh.Post.Labels;

namespace Spacemesh.Post.Initialization;

/// <summary>Two engines disagree about a label: a device computes wrongly.</summary>
public sealed class ReferenceLabelMismatchException : PostException
{
    public ReferenceLabelMismatchException()
    {
    }

    public ReferenceLabelMismatchException(string message)
        : base(message)
    {
    }

    public ReferenceLabelMismatchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ReferenceLabelMismatchException(ulong index, Commitment commitment, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
        : base($"reference label mismatch at {index} with commitment {commitment}: expected {Convert.ToHexStringLower(expected)}, actual {Convert.ToHexStringLower(actual)}") =>
        Index = index;

    public ulong Index { get; }
}
