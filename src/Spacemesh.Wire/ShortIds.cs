using Spacemesh.Primitives;

namespace Spacemesh.Wire;

/// <summary>20-byte ids out of 32-byte hashes, and back into their padded form (spec 01 §2.2, §2.3).</summary>
public static class ShortIds
{
    public static BallotId ToBallotId(this Hash32 hash) => new(First20(hash));

    public static BlockId ToBlockId(this Hash32 hash) => new(First20(hash));

    public static ProposalId ToProposalId(this Hash32 hash) => new(First20(hash));

    /// <summary>The form that peers request and id lists hash: twelve zero bytes behind the id.</summary>
    public static Hash32 ToHash32(this BallotId id) => Pad(id.Value);

    /// <inheritdoc cref="ToHash32(BallotId)"/>
    public static Hash32 ToHash32(this BlockId id) => Pad(id.Value);

    /// <inheritdoc cref="ToHash32(BallotId)"/>
    public static Hash32 ToHash32(this ProposalId id) => Pad(id.Value);

    private static Bytes20 First20(Hash32 hash) => new(Hash32.Span(in hash)[..Bytes20.Length]);

    private static Hash32 Pad(Bytes20 id)
    {
        var padded = default(Bytes32);
        ((ReadOnlySpan<byte>)id).CopyTo(padded);
        return new Hash32(padded);
    }
}
