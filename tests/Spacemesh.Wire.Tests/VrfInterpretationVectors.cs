using System.Numerics;
using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Eligibility;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-vrf-interpretation")]
internal sealed class VrfInterpretationVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var message = vector.In.GetProperty("message");
        byte[] alpha = Alpha(message);
        VectorCase.Equal(vector.Out.Hex("alpha"), alpha, "alpha");
        using var signer = Signers.VrfOf(vector.In);
        var proof = signer.Prove(alpha);
        VectorCase.Equal(vector.Out.Hex("proof"), proof.ToArray(), "proof");
        VectorCase.True(VrfVerifier.Verify(signer.NodeId, alpha, in proof), "the proof is refused");
        VectorCase.Equal(vector.Out.U64("frac_raw"), proof.Fraction56(), "fraction");
        VectorCase.Equal(vector.Out.GetProperty("frac_float").GetDouble(), Truncated(proof.Fraction56()), "fraction as a number");
        VectorCase.Equal(vector.Out.I32("coin"), VrfOrder.LeastSignificantBit(in proof), "coin");
        if (vector.Out.Has("eligible_layer"))
        {
            uint layersPerEpoch = vector.Out.U32("layers_per_epoch");
            uint layer = (message.U32("Epoch") * layersPerEpoch) + proof.LayerOffset(layersPerEpoch);
            VectorCase.Equal(vector.Out.U32("eligible_layer"), layer, "eligible layer");
        }
    }

    // The reference's conversion to a double cuts off the bits that do not fit instead of rounding.
    private static double Truncated(ulong fraction)
    {
        int excess = Math.Max(0, 64 - BitOperations.LeadingZeroCount(fraction) - 53);
        return Math.ScaleB(fraction >> excess << excess, -VrfReading.FractionBits);
    }

    private static byte[] Alpha(JsonElement message) => (EligibilityType)message.U32("Type") switch
    {
        EligibilityType.Beacon => Scale.Encode(FieldReader.Build<BeaconVrfMessage>(message)),
        EligibilityType.Hare => Scale.Encode(FieldReader.Build<HareVrfMessage>(message)),
        EligibilityType.Voting => Scale.Encode(FieldReader.Build<ProposalVrfMessage>(message)),
        EligibilityType.BeaconWeakCoin => Scale.Encode(FieldReader.Build<WeakCoinVrfMessage>(message)),
        var other => throw new VectorMismatchException($"unknown type {other}"),
    };
}
