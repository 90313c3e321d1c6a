using Spacemesh.Primitives;

namespace Spacemesh.Post.Verification;

/// <summary>Which of a proof's indices are checked (spec 02 §7.2).</summary>
public abstract record IndexSelection
{
    private protected IndexSelection()
    {
    }

    /// <summary>Every index, in order.</summary>
    public static IndexSelection All { get; } = new AllIndices();

    /// <summary>One index; none when the proof has no such ordinal.</summary>
    public static IndexSelection One(ulong ordinal) => new OneIndex(ordinal);

    /// <summary>The first <paramref name="k3"/> of a shuffle that depends on <paramref name="seed"/>, node id and challenge.</summary>
    public static IndexSelection Subset(uint k3, ReadOnlyMemory<byte> seed) => new SomeIndices(k3, seed);

    /// <summary>The ordinals in the order they are checked.</summary>
    internal abstract IEnumerable<uint> Ordinals(uint k2, NodeId nodeId, Hash32 challenge);

    private sealed record AllIndices : IndexSelection
    {
        internal override IEnumerable<uint> Ordinals(uint k2, NodeId nodeId, Hash32 challenge)
        {
            for (uint i = 0; i < k2; i++)
                yield return i;
        }
    }

    private sealed record OneIndex(ulong Ordinal) : IndexSelection
    {
        internal override IEnumerable<uint> Ordinals(uint k2, NodeId nodeId, Hash32 challenge) => Ordinal < k2 ? [(uint)Ordinal] : [];
    }

    private sealed record SomeIndices(uint K3, ReadOnlyMemory<byte> Seed) : IndexSelection
    {
        internal override IEnumerable<uint> Ordinals(uint k2, NodeId nodeId, Hash32 challenge) => K3 == k2
            ? All.Ordinals(k2, nodeId, challenge)
            : IndexShuffle.Order(k2, Seed.Span, NodeId.Span(in nodeId), Hash32.Span(in challenge)).Take((int)Math.Min(K3, int.MaxValue));
    }
}
