using Spacemesh.Primitives;

namespace Spacemesh.Post.Labels;

/// <summary>
/// Computes labels (spec 02 §2.2). Instances may be used by several threads at once; a call runs on the caller's thread
/// (a GPU engine waits there for its device) and gives the same bytes on every engine.
/// </summary>
public interface ILabelEngine : IDisposable
{
    /// <summary>What computes, for logs and tables: <c>AVX-512</c>, <c>scalar</c>, or a device's name.</summary>
    string Name { get; }

    /// <summary>How many labels one call should get at least to use the engine fully.</summary>
    int PreferredBatch { get; }

    /// <summary>
    /// Writes the stored 16 bytes of the labels <paramref name="first"/>, <paramref name="first"/> + 1, … until <paramref name="labels"/> is full.
    /// </summary>
    /// <param name="commitment">Whose labels.</param>
    /// <param name="n">Scrypt N: a power of two, at least 2.</param>
    /// <param name="first">Index of the first label; the last one is at most 2^64 − 2.</param>
    /// <param name="labels">Receives 16 bytes a label; its length is a multiple of 16.</param>
    /// <param name="threshold">VRF threshold, 32 bytes big-endian; empty looks for nothing.</param>
    /// <returns>The smallest label of the range below the threshold (the lowest index among equals), or null.</returns>
    /// <exception cref="PostOptionException">The range reaches the last index, or N is no power of two.</exception>
    VrfCandidate? Compute(in Commitment commitment, uint n, ulong first, Span<byte> labels, ReadOnlySpan<byte> threshold = default);

    /// <summary>Writes the full 32 bytes of scattered labels, of one or several commitments.</summary>
    void ComputeAt(uint n, ReadOnlySpan<LabelId> ids, Span<Hash32> labels);
}
