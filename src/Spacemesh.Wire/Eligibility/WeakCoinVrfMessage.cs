using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Eligibility;

/// <summary>VRF input of the beacon’s weak coin (spec 01 §4.5).</summary>
public readonly record struct WeakCoinVrfMessage(
    EligibilityType Type,
    ulong Nonce,
    EpochId Epoch,
    uint Round,
    uint Unit) : IScaleType<WeakCoinVrfMessage>
{
    public static int MinSize => 5;

    public static WeakCoinVrfMessage Read(ref ScaleReader reader) => new(
        (EligibilityType)reader.C16("Type"),
        reader.C64("Nonce"),
        reader.Epoch("Epoch"),
        reader.C32("Round"),
        reader.C32("Unit"));

    public void Write(ref ScaleWriter writer)
    {
        writer.C16((ushort)Type);
        writer.C64(Nonce);
        writer.Epoch(Epoch);
        writer.C32(Round);
        writer.C32(Unit);
    }

    public WeakCoinVrfMessage(ulong nonce, EpochId epoch, uint round, uint unit)
        : this(EligibilityType.BeaconWeakCoin, nonce, epoch, round, unit)
    {
    }
}
