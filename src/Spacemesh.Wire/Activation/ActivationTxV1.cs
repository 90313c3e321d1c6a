using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Activation;

/// <summary>An activation of version 1 (spec 01 §7.2).</summary>
public sealed record ActivationTxV1(InnerActivationTxV1 Inner, NodeId SmesherId, EdSignature Signature) : IScaleType<ActivationTxV1>
{
    public static int MinSize => 192;

    public static ActivationTxV1 Read(ref ScaleReader reader) => new(
        reader.Struct<InnerActivationTxV1>("InnerActivationTxV1"),
        reader.FixedBytes<NodeId>("SmesherID"),
        reader.FixedBytes<EdSignature>("Signature"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Struct(Inner);
        writer.FixedBytes(SmesherId);
        writer.FixedBytes(Signature);
    }

    /// <summary>H of the inner part, re-encoded (spec 01 §1.6, §2.4).</summary>
    public AtxId ComputeId() => new(WireHash.Of(Inner).Value);

    /// <summary>What the smesher signs in the ATX domain (spec 01 §3.3).</summary>
    public byte[] SignedBytes() => SignedBytes(ComputeId());

    /// <inheritdoc cref="SignedBytes()"/>
    public byte[] SignedBytes(AtxId id) => Scale.Encode(new AtxMetadata(Inner.Challenge.PublishEpoch, new Hash32(id.Value)));
}
