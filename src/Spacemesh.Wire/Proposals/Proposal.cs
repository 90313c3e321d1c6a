using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Wire.Proposals;

/// <summary>A ballot with the transactions its smesher proposes (spec 01 §7.6).</summary>
public sealed record Proposal(InnerProposal Inner, EdSignature Signature) : IScaleType<Proposal>
{
    public static int MinSize => 304;

    public static Proposal Read(ref ScaleReader reader) => new(
        reader.Struct<InnerProposal>("InnerProposal"),
        reader.FixedBytes<EdSignature>("Signature"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Struct(Inner);
        writer.FixedBytes(Signature);
    }

    /// <summary>The id: first 20 bytes of H over the signed bytes (spec 01 §2.4).</summary>
    public ProposalId ComputeId() => WireHash.Of(Metadata()).ToProposalId();

    /// <summary>What the smesher signs in the PROPOSAL domain (spec 01 §3.3).</summary>
    public byte[] SignedBytes() => Scale.Encode(Metadata());

    private BallotMetadata Metadata() => new(Inner.Ballot.Inner.Layer, Inner.ComputeHash());
}
