using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Beacons;

/// <summary>A beacon proposal: the proposal is the start of the VRF signature (spec 01 §7.10).</summary>
public readonly record struct BeaconProposalMessage(EpochId EpochId, NodeId NodeId, VrfSignature VrfSignature) : IScaleType<BeaconProposalMessage>
{
    public static int MinSize => 113;

    public static BeaconProposalMessage Read(ref ScaleReader reader) => new(
        reader.Epoch("EpochID"),
        reader.FixedBytes<NodeId>("NodeID"),
        reader.FixedBytes<VrfSignature>("VRFSignature"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Epoch(EpochId);
        writer.FixedBytes(NodeId);
        writer.FixedBytes(VrfSignature);
    }
}
