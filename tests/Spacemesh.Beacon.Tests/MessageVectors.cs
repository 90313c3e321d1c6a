using System.Globalization;
using System.Text;
using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Beacons;
using Spacemesh.Wire.Eligibility;

namespace Spacemesh.Beacons.Tests;

/// <summary>VRF messages, bodies, signatures and whole messages of the four topics; limits of lists.</summary>
[VectorFile("05-beacon-message")]
internal sealed class BeaconMessageVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("entries"))
            CheckFirstLimit(vector);
        else if (vector.In.Has("length"))
            CheckFollowingLimit(vector);
        else
            CheckMessage(vector);
    }

    private static void CheckMessage(VectorCase vector)
    {
        var input = vector.In;
        byte[] bytes = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(input.Hex("ed25519_seed"), bytes);
        using var key = new EdSigner(bytes, GenesisId.FromBytes(input.Hex("genesis_id")));
        VectorCase.Equal(input.Text("node_id"), key.NodeId.ToHex(), "node id");
        var epoch = new EpochId(input.U32("epoch"));
        using var prover = key.CreateVrfSigner();
        if (input.Has("unit"))
        {
            byte[] alpha = Scale.Encode(new WeakCoinVrfMessage(input.U64("nonce"), epoch, input.U32("round"), input.U32("unit")));
            var proof = CheckProof(vector, alpha, prover);
            VectorCase.Equal(vector.Out.I32("coin_bit"), VrfOrder.LeastSignificantBit(in proof), "coin bit");
            VectorCase.Equal(vector.Out.Hex("message"), Scale.Encode(new WeakCoinMessage(epoch, input.U32("round"), input.U32("unit"), key.NodeId, proof)), "message");
        }
        else if (input.Has("nonce"))
        {
            var proof = CheckProof(vector, Scale.Encode(new BeaconVrfMessage(input.U64("nonce"), epoch)), prover);
            VectorCase.Equal(vector.Out.Text("proposal"), proof.ToBeaconProposal().ToHex(), "proposal");
            VectorCase.Equal(vector.Out.Hex("message"), Scale.Encode(new BeaconProposalMessage(epoch, key.NodeId, proof)), "message");
        }
        else if (input.TryGetProperty("valid", out var valid))
        {
            var body = new FirstVotingMessageBody(epoch, Proposals(valid), Proposals(input.GetProperty("potentially_valid")));
            var signature = CheckSignature(vector, SigningDomain.BeaconFirstMessage, Scale.Encode(body), key);
            VectorCase.Equal(vector.Out.Hex("message"), Scale.Encode(new FirstVotingMessage(body, key.NodeId, signature)), "message");
        }
        else
        {
            var body = new FollowingVotingMessageBody(epoch, input.U32("round"), input.Hex("bit_vector"));
            var signature = CheckSignature(vector, SigningDomain.BeaconFollowupMessage, Scale.Encode(body), key);
            VectorCase.Equal(vector.Out.Hex("message"), Scale.Encode(new FollowingVotingMessage(body, key.NodeId, signature)), "message");
        }
    }

    private static VrfSignature CheckProof(VectorCase vector, byte[] alpha, VrfSigner prover)
    {
        VectorCase.Equal(vector.Out.Hex("vrf_message"), alpha, "VRF message");
        var proof = prover.Prove(alpha);
        VectorCase.Equal(vector.Out.Text("proof"), proof.ToHex(), "proof");
        return proof;
    }

    private static EdSignature CheckSignature(VectorCase vector, SigningDomain domain, byte[] body, EdSigner key)
    {
        VectorCase.Equal(vector.Out.Hex("body"), body, "body");
        var signature = key.Sign(domain, body);
        VectorCase.Equal(vector.Out.Text("signature"), signature.ToHex(), "signature");
        return signature;
    }

    private static void CheckFirstLimit(VectorCase vector)
    {
        var entries = Enumerable.Range(0, vector.In.I32("entries")).Select(Entry).ToScaleList();
        bool valid = vector.In.Text("which") == "valid";
        byte[]? body = TryEncode(new FirstVotingMessageBody(new EpochId(vector.In.U32("epoch")), valid ? entries : default, valid ? default : entries));
        VectorCase.Equal(vector.Out.Flag("encodes"), body is not null, "encodes");
        if (body is null)
            return;
        VectorCase.Equal(vector.Out.I32("length"), body.Length, "length");
        VectorCase.Equal(vector.Out.Text("blake3_of_body"), Blake3.Hash(body).ToHex(), "body");
    }

    private static void CheckFollowingLimit(VectorCase vector)
    {
        byte[]? body = TryEncode(new FollowingVotingMessageBody(new EpochId(5), 1, new byte[vector.In.I32("length")]));
        VectorCase.Equal(vector.Out.Flag("encodes"), body is not null, "encodes");
        if (body is not null)
            VectorCase.Equal(vector.Out.Hex("body"), body, "body");
    }

    private static byte[]? TryEncode<T>(T body)
        where T : IScaleType<T>
    {
        try
        {
            return Scale.Encode(body);
        }
        catch (ScaleLimitException)
        {
            return null;
        }
    }

    private static BeaconProposal Entry(int number)
    {
        var hash = Blake3.Hash(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"prop-{number}")));
        return BeaconProposal.FromBytes(Hash32.Span(in hash)[..BeaconProposal.Size]);
    }

    private static ScaleList<BeaconProposal> Proposals(JsonElement list) =>
        list.ValueKind == JsonValueKind.Null ? default : list.EnumerateArray().Select(item => BeaconProposal.FromBytes(item.Hex())).ToScaleList();
}
