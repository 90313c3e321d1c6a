using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Eligibility;

/// <summary>VRF input of a beacon proposal (spec 01 §4.5).</summary>
public readonly record struct BeaconVrfMessage(EligibilityType Type, ulong Nonce, EpochId Epoch) : IScaleType<BeaconVrfMessage>
{
    public static int MinSize => 3;

    public static BeaconVrfMessage Read(ref ScaleReader reader) => new(
        (EligibilityType)reader.C16("Type"),
        reader.C64("Nonce"),
        reader.Epoch("Epoch"));

    public void Write(ref ScaleWriter writer)
    {
        writer.C16((ushort)Type);
        writer.C64(Nonce);
        writer.Epoch(Epoch);
    }

    public BeaconVrfMessage(ulong nonce, EpochId epoch)
        : this(EligibilityType.Beacon, nonce, epoch)
    {
    }
}
