using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Beacons;

/// <summary>A share of the weak coin (spec 01 §7.10).</summary>
public readonly record struct WeakCoinMessage(
    EpochId Epoch,
    uint Round,
    uint Unit,
    NodeId NodeId,
    VrfSignature VrfSignature) : IScaleType<WeakCoinMessage>
{
    public static int MinSize => 115;

    public static WeakCoinMessage Read(ref ScaleReader reader) => new(
        reader.Epoch("Epoch"),
        reader.C32("Round"),
        reader.C32("Unit"),
        reader.FixedBytes<NodeId>("NodeID"),
        reader.FixedBytes<VrfSignature>("VRFSignature"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Epoch(Epoch);
        writer.C32(Round);
        writer.C32(Unit);
        writer.FixedBytes(NodeId);
        writer.FixedBytes(VrfSignature);
    }
}
