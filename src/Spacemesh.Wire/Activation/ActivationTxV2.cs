using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Activation;

/// <summary>An activation of version 2, for one identity or for a married set (spec 01 §7.3).</summary>
public sealed record ActivationTxV2(
    EpochId PublishEpoch,
    AtxId PositioningAtx,
    Address Coinbase,
    InitialAtxPartsV2? Initial,
    ScaleList<AtxId> PreviousAtxs,
    ScaleList<NIPostV2> NIPosts,
    ulong VrfNonce,
    ScaleList<MarriageCertificate> Marriages,
    AtxId? MarriageAtx,
    NodeId SmesherId,
    EdSignature Signature) : IScaleType<ActivationTxV2>
{
    public const int MaxPreviousAtxs = 256;

    public const int MaxNIPosts = 4;

    public const int MaxMarriages = 256;

    public static int MinSize => 159;

    public static ActivationTxV2 Read(ref ScaleReader reader) => new(
        reader.Epoch("PublishEpoch"),
        reader.FixedBytes<AtxId>("PositioningATX"),
        reader.FixedBytes<Address>("Coinbase"),
        reader.OptionalValue<InitialAtxPartsV2>("Initial"),
        reader.FixedList<AtxId>(MaxPreviousAtxs, "PreviousATXs"),
        reader.List<NIPostV2>(MaxNIPosts, "NiPosts"),
        reader.C64("VRFNonce"),
        reader.List<MarriageCertificate>(MaxMarriages, "Marriages"),
        reader.OptionalFixed<AtxId>("MarriageATX"),
        reader.FixedBytes<NodeId>("SmesherID"),
        reader.FixedBytes<EdSignature>("Signature"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Epoch(PublishEpoch);
        writer.FixedBytes(PositioningAtx);
        writer.FixedBytes(Coinbase);
        writer.OptionalValue(Initial);
        writer.FixedList(PreviousAtxs, MaxPreviousAtxs);
        writer.List(NIPosts, MaxNIPosts);
        writer.C64(VrfNonce);
        writer.List(Marriages, MaxMarriages);
        writer.OptionalFixed(MarriageAtx);
        writer.FixedBytes(SmesherId);
        writer.FixedBytes(Signature);
    }

    /// <summary>The merkle root over the fields, which is also what the smesher signs in the ATX domain (spec 01 §7.3).</summary>
    public AtxId ComputeId() => AtxV2Id.Compute(this);
}
