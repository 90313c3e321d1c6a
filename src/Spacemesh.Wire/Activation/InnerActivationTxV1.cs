using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Activation;

/// <summary>The hashed part of an ATX V1 (spec 01 §7.2).</summary>
public sealed record InnerActivationTxV1(
    NIPostChallengeV1 Challenge,
    Address Coinbase,
    uint NumUnits,
    NIPostV1? NIPost,
    NodeId? NodeId,
    ulong? VrfNonce) : IScaleType<InnerActivationTxV1>
{
    public static int MinSize => 96;

    public static InnerActivationTxV1 Read(ref ScaleReader reader) => new(
        reader.Struct<NIPostChallengeV1>("NIPostChallengeV1"),
        reader.FixedBytes<Address>("Coinbase"),
        reader.C32("NumUnits"),
        reader.OptionalObject<NIPostV1>("NIPost"),
        reader.OptionalFixed<NodeId>("NodeID"),
        reader.OptionalC64("VRFNonce"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Struct(Challenge);
        writer.FixedBytes(Coinbase);
        writer.C32(NumUnits);
        writer.OptionalObject(NIPost);
        writer.OptionalFixed(NodeId);
        writer.OptionalC64(VrfNonce);
    }
}
