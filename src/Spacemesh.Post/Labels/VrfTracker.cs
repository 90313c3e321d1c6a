using Spacemesh.Primitives;

namespace Spacemesh.Post.Labels;

/// <summary>Keeps the smallest label below a threshold; the first of equal ones.</summary>
public struct VrfTracker
{
    private readonly bool _looks;
    private Hash32 _bound;

    /// <param name="threshold">32 bytes big-endian; empty looks for nothing.</param>
    public VrfTracker(ReadOnlySpan<byte> threshold)
    {
        _looks = !threshold.IsEmpty;
        _bound = _looks ? Hash32.FromBytes(threshold) : default;
    }

    public VrfCandidate? Candidate { get; private set; }

    /// <summary>Looks at one full label; indices are offered in ascending order.</summary>
    public void Offer(ulong index, ReadOnlySpan<byte> label)
    {
        if (!_looks || label.SequenceCompareTo(Hash32.Span(in _bound)) >= 0)
            return;
        _bound = Hash32.FromBytes(label);
        Candidate = new VrfCandidate(index, _bound);
    }
}
