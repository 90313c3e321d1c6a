using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Eligibility;

namespace Spacemesh.Proposals.Slots;

/// <summary>What a slot's VRF signs and which layer it falls into (spec 06 §14).</summary>
public static class SlotProofs
{
    /// <summary>The VRF input of slot <paramref name="counter"/>.</summary>
    public static byte[] Message(Beacon beacon, EpochId epoch, ulong nonce, uint counter) =>
        Scale.Encode(new ProposalVrfMessage(beacon, epoch, nonce, counter));

    /// <summary>The layer that a slot's proof makes its smesher eligible in; none where the epoch lies beyond the last layer.</summary>
    public static LayerId? LayerOf(NetworkParameters network, EpochId epoch, VrfSignature proof) =>
        network.TryFirstLayer(epoch, out var first) && first.TryAdd(proof.LayerOffset(network.LayersPerEpoch), out var layer) ? layer : null;
}
