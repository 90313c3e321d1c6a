using Spacemesh.Primitives;

namespace Spacemesh.Wire;

/// <summary>20-byte ids out of 32-byte hashes (spec 01 §2.4); the way back is <c>IdConversions</c>.</summary>
public static class ShortIds
{
    public static BallotId ToBallotId(this Hash32 hash) => new(First20(hash));

    public static BlockId ToBlockId(this Hash32 hash) => new(First20(hash));

    public static ProposalId ToProposalId(this Hash32 hash) => new(First20(hash));

    private static Bytes20 First20(Hash32 hash) => new(Hash32.Span(in hash)[..Bytes20.Length]);
}
