using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Eligibility;

/// <summary>VRF input of a ballot’s slot (spec 01 §4.5).</summary>
public readonly record struct ProposalVrfMessage(
    EligibilityType Type,
    Beacon Beacon,
    EpochId Epoch,
    ulong Nonce,
    uint Counter) : IScaleType<ProposalVrfMessage>
{
    public static int MinSize => 8;

    public static ProposalVrfMessage Read(ref ScaleReader reader) => new(
        (EligibilityType)reader.C16("Type"),
        reader.FixedBytes<Beacon>("Beacon"),
        reader.Epoch("Epoch"),
        reader.C64("Nonce"),
        reader.C32("Counter"));

    public void Write(ref ScaleWriter writer)
    {
        writer.C16((ushort)Type);
        writer.FixedBytes(Beacon);
        writer.Epoch(Epoch);
        writer.C64(Nonce);
        writer.C32(Counter);
    }

    public ProposalVrfMessage(Beacon beacon, EpochId epoch, ulong nonce, uint counter)
        : this(EligibilityType.Voting, beacon, epoch, nonce, counter)
    {
    }
}
