using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Beacons;
using Spacemesh.Wire.Eligibility;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-beacon-messages")]
internal sealed class BeaconMessagesVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.TryGetProperty("vrf", out var vrf))
            CheckVrf(vector, vrf);
        else
            CheckVotes(vector, vector.In.GetProperty("body"));
    }

    private static void CheckVotes(VectorCase vector, JsonElement fields)
    {
        using var signer = Signers.Of(vector.In);
        byte[] body;
        byte[] signature;
        byte[] message;
        if (fields.TryGetProperty("RoundID", out _))
        {
            var value = FieldReader.Build<FollowingVotingMessageBody>(fields);
            body = Scale.Encode(value);
            var signed = signer.Sign(SigningDomain.BeaconFollowupMessage, body);
            (signature, message) = (signed.ToArray(), Scale.Encode(new FollowingVotingMessage(value, signer.NodeId, signed)));
        }
        else
        {
            var value = FieldReader.Build<FirstVotingMessageBody>(fields);
            body = Scale.Encode(value);
            var signed = signer.Sign(SigningDomain.BeaconFirstMessage, body);
            (signature, message) = (signed.ToArray(), Scale.Encode(new FirstVotingMessage(value, signer.NodeId, signed)));
        }

        VectorCase.Equal(vector.Out.Hex("body_bytes"), body, "body");
        VectorCase.Equal(vector.Out.Hex("signature"), signature, "signature");
        VectorCase.Equal(vector.Out.Hex("bytes"), message, "message");
    }

    private static void CheckVrf(VectorCase vector, JsonElement fields)
    {
        using var signer = Signers.VrfOf(vector.In);
        bool coin = fields.TryGetProperty("Unit", out _);
        byte[] alpha = coin
            ? Scale.Encode(FieldReader.Build<WeakCoinVrfMessage>(fields))
            : Scale.Encode(FieldReader.Build<BeaconVrfMessage>(fields));
        VectorCase.Equal(vector.Out.Hex("alpha"), alpha, "alpha");
        var proof = signer.Prove(alpha);
        VectorCase.Equal(vector.Out.Hex("proof"), proof.ToArray(), "proof");
        var epoch = new EpochId(fields.U32("Epoch"));
        byte[] message;
        if (coin)
        {
            VectorCase.Equal(vector.Out.I32("coin"), VrfOrder.LeastSignificantBit(in proof), "coin");
            message = Scale.Encode(new WeakCoinMessage(epoch, fields.U32("Round"), fields.U32("Unit"), signer.NodeId, proof));
        }
        else
        {
            VectorCase.Equal(vector.Out.Hex("proposal"), proof.ToBeaconProposal().ToArray(), "proposal");
            message = Scale.Encode(new BeaconProposalMessage(epoch, signer.NodeId, proof));
        }

        VectorCase.Equal(vector.Out.Hex("bytes"), message, "message");
    }
}
