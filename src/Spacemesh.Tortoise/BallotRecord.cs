using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>A counted ballot (spec 06 §5).</summary>
internal sealed class BallotRecord(BallotId id, uint layer, BallotReference? reference, VoteNode? votes)
{
    public readonly BallotId Id = id;
    public readonly uint Layer = layer;
    public readonly BallotReference? Reference = reference;

    /// <summary>Newest vote; null where eviction cut the whole chain, and for the base without votes.</summary>
    public VoteNode? Votes = votes;
    public Fixed Weight;
    public bool Malicious;
    public bool BadBeacon;

    public Hash32 Opinion => Votes?.Opinion ?? default;

    public ulong Height => Reference!.Height;
}
