using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Wire.Malfeasance;

/// <summary>One of two ballots for the same layer (spec 01 §7.11).</summary>
public readonly record struct BallotProofMessage(BallotMetadata InnerMsg, NodeId SmesherId, EdSignature Signature) : IScaleType<BallotProofMessage>
{
    public static int MinSize => 129;

    public static BallotProofMessage Read(ref ScaleReader reader) => new(
        reader.Struct<BallotMetadata>("InnerMsg"),
        reader.FixedBytes<NodeId>("SmesherID"),
        reader.FixedBytes<EdSignature>("Signature"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Struct(InnerMsg);
        writer.FixedBytes(SmesherId);
        writer.FixedBytes(Signature);
    }
}
