using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Transactions;

/// <summary>Spawn arguments and state of a vault (spec 01 §5.3).</summary>
public readonly record struct VaultSpawnArguments(
    Address Owner,
    ulong TotalAmount,
    ulong InitialUnlockAmount,
    LayerId VestingStart,
    LayerId VestingEnd) : IScaleType<VaultSpawnArguments>
{
    public static int MinSize => 28;

    public static VaultSpawnArguments Read(ref ScaleReader reader) => new(
        reader.FixedBytes<Address>("Owner"),
        reader.C64("TotalAmount"),
        reader.C64("InitialUnlockAmount"),
        reader.Layer("VestingStart"),
        reader.Layer("VestingEnd"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(Owner);
        writer.C64(TotalAmount);
        writer.C64(InitialUnlockAmount);
        writer.Layer(VestingStart);
        writer.Layer(VestingEnd);
    }
}
