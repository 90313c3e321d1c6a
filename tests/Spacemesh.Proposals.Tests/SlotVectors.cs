using Spacemesh.Primitives;
using Spacemesh.Proposals.Slots;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Proposals.Tests;

/// <summary>The minimal weight of an epoch.</summary>
[VectorFile("06-min-weight")]
internal sealed class MinimalWeightVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        MinimalWeight[] entries = [.. vector.In.GetProperty("table").EnumerateArray().Select(entry => new MinimalWeight(new EpochId(entry.U32("epoch")), entry.U64("weight")))];
        VectorCase.Equal(vector.Out.U64("weight"), new MinimalWeights(entries).At(new EpochId(vector.In.U32("epoch"))), "weight");
    }
}

/// <summary>What a slot's VRF signs, and into which layer a proof falls.</summary>
[VectorFile("06-eligibility")]
internal sealed class SlotProofVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var given = vector.In;
        byte[] message = SlotProofs.Message(
            Beacon.FromBytes(given.Hex("beacon")), new EpochId(given.U32("epoch")), given.U64("nonce"), given.U32("counter"));
        VectorCase.Equal(vector.Out.Hex("message"), message, "message");
        var network = Given.Network(given.U32("layers_per_epoch"));
        var layer = SlotProofs.LayerOf(network, new EpochId(given.U32("layer_epoch")), VrfSignature.FromBytes(given.Hex("sig")));
        VectorCase.Equal(new LayerId(vector.Out.U32("layer")), layer, "layer");
    }
}
