using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Ballots;

/// <summary>A smesher’s votes in one layer (spec 01 §7.6).</summary>
public sealed record Ballot(
    InnerBallot Inner,
    EdSignature Signature,
    NodeId SmesherId,
    Votes Votes,
    ScaleList<VotingEligibility> EligibilityProofs,
    ScaleList<AtxId> ActiveSet) : IScaleType<Ballot>
{
    public const int MaxEligibilityProofs = 25_000;

    public const int MaxActiveSet = 1;

    public static int MinSize => 207;

    public static Ballot Read(ref ScaleReader reader) => new(
        reader.Struct<InnerBallot>("InnerBallot"),
        reader.FixedBytes<EdSignature>("Signature"),
        reader.FixedBytes<NodeId>("SmesherID"),
        reader.Struct<Votes>("Votes"),
        reader.List<VotingEligibility>(MaxEligibilityProofs, "EligibilityProofs"),
        reader.FixedList<AtxId>(MaxActiveSet, "ActiveSet"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Struct(Inner);
        writer.FixedBytes(Signature);
        writer.FixedBytes(SmesherId);
        writer.Struct(Votes);
        writer.List(EligibilityProofs, MaxEligibilityProofs);
        writer.FixedList(ActiveSet, MaxActiveSet);
    }

    /// <summary>The id: a function of the inner ballot alone (spec 01 §2.4).</summary>
    public BallotId ComputeId() => Inner.ComputeHash().ToBallotId();

    /// <summary>What the smesher signs in the BALLOT domain (spec 01 §3.3).</summary>
    public byte[] SignedBytes() => Scale.Encode(new BallotMetadata(Inner.Layer, Inner.ComputeHash()));
}
