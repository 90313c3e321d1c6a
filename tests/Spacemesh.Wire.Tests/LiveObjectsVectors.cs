using System.Globalization;
using System.Text.RegularExpressions;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Eligibility;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-live-objects")]
internal sealed partial class LiveObjectsVectors : VectorSuite
{
    private uint _layersPerEpoch;

    public override void Open(VectorFile file) =>
        _layersPerEpoch = uint.Parse(LayersPerEpoch().Match(file.Root.Text("about")).Groups["count"].Value, CultureInfo.InvariantCulture);

    public override void Check(VectorCase vector)
    {
        var expected = vector.Out;
        if (expected.Has("genesis_id"))
            CheckGenesis(vector);
        else if (expected.Has("challenge_hash"))
            CheckAtx(vector);
        else if (expected.Has("ballot_id"))
            CheckBallot(vector);
        else if (expected.Has("block_id"))
            VectorCase.Equal(expected.Hex("block_id"), Decoded<Block>(vector).ComputeId().ToArray(), "block id");
        else if (expected.Has("messages"))
            CheckCertificate(vector);
        else if (expected.Has("key"))
            VectorCase.Equal(expected.Hex("key"), Decoded<EpochActiveSet>(vector).ComputeHash().ToArray(), "key");
        else
            CheckPoet(vector);
    }

    private static void CheckGenesis(VectorCase vector)
    {
        long seconds = DateTimeOffset.Parse(vector.In.Text("time"), CultureInfo.InvariantCulture).ToUnixTimeSeconds();
        byte[] input = System.Text.Encoding.UTF8.GetBytes(seconds.ToString(CultureInfo.InvariantCulture) + vector.In.Text("extra_data"));
        var golden = Spacemesh.Crypto.Hashing.Blake3.Hash(input);
        VectorCase.Equal(vector.Out.Hex("golden_atx"), golden.ToArray(), "golden ATX");
        VectorCase.Equal(vector.Out.Hex("genesis_id"), golden.ToArray()[..Bytes20.Length], "genesis id");
    }

    private static T Decoded<T>(VectorCase vector)
        where T : IScaleType<T>
    {
        byte[] bytes = vector.In.Hex("bytes");
        var value = Scale.Decode<T>(bytes);
        VectorCase.Equal(FieldReader.Build<T>(vector.Out.GetProperty("fields")), value, "fields");
        VectorCase.Equal(bytes, Scale.Encode(value), "re-encoding");
        return value;
    }

    private static void CheckSignature(VectorCase vector, SigningDomain domain, NodeId smesher, byte[] signed, EdSignature signature)
    {
        VectorCase.Equal(vector.Out.Hex("signed_bytes"), signed, "signed bytes");
        bool valid = new EdVerifier(vector.In.Hex("genesis_id")).Verify(domain, in smesher, signed, in signature);
        VectorCase.Equal(vector.Out.Flag("signature_valid"), valid, "signature");
    }

    private static void CheckAtx(VectorCase vector)
    {
        var atx = Decoded<ActivationTxV1>(vector);
        var challenge = atx.Inner.Challenge.ComputeHash();
        VectorCase.Equal(vector.Out.Hex("challenge_hash"), challenge.ToArray(), "challenge hash");
        VectorCase.Equal(vector.Out.Hex("id"), atx.ComputeId().ToArray(), "id");
        CheckSignature(vector, SigningDomain.Atx, atx.SmesherId, atx.SignedBytes(), atx.Signature);
        var membership = atx.Inner.NIPost!.Membership;
        var root = AtxV2Id.RootOf(membership.LeafIndex, challenge, membership.Nodes.Span);
        VectorCase.Equal(vector.Out.Flag("membership_valid"), root == Hash32.FromBytes(vector.Out.Hex("poet_statement")), "membership");
    }

    private void CheckBallot(VectorCase vector)
    {
        var ballot = Decoded<Ballot>(vector);
        VectorCase.Equal(vector.Out.Hex("ballot_id"), ballot.ComputeId().ToArray(), "ballot id");
        CheckSignature(vector, SigningDomain.Ballot, ballot.SmesherId, ballot.SignedBytes(), ballot.Signature);
        var beacon = Beacon.FromBytes(vector.Out.Hex("beacon"));
        var epoch = new EpochId(ballot.Inner.Layer.Value / _layersPerEpoch);
        int index = 0;
        foreach (var expected in vector.Out.GetProperty("first_eligibilities").EnumerateArray())
        {
            var proof = ballot.EligibilityProofs[index++];
            byte[] alpha = expected.Hex("alpha");
            // The nonce is the ATX's, which is not here: it is read from the input itself, the rest is ours.
            ulong nonce = Scale.Decode<ProposalVrfMessage>(alpha).Nonce;
            VectorCase.Equal(alpha, Scale.Encode(new ProposalVrfMessage(beacon, epoch, nonce, proof.J)), "alpha");
            VectorCase.Equal(expected.Flag("valid"), VrfVerifier.Verify(ballot.SmesherId, alpha, proof.Sig), "eligibility");
            VectorCase.Equal(expected.U32("layer"), (epoch.Value * _layersPerEpoch) + proof.Sig.LayerOffset(_layersPerEpoch), "eligible layer");
        }
    }

    private static void CheckCertificate(VectorCase vector)
    {
        var certificate = Decoded<Certificate>(vector);
        var beacon = Beacon.FromBytes(vector.In.Hex("beacon"));
        var verifier = new EdVerifier(vector.In.Hex("genesis_id"));
        int index = 0;
        foreach (var expected in vector.Out.GetProperty("messages").EnumerateArray())
        {
            var message = certificate.Signatures[index++];
            byte[] signed = Scale.Encode(message.Content);
            VectorCase.Equal(expected.Hex("signed_bytes"), signed, "signed bytes");
            VectorCase.Equal(
                expected.Flag("signature_valid"), verifier.Verify(SigningDomain.Hare, message.SmesherId, signed, message.Signature), "signature");
            byte[] alpha = Scale.Encode(new HareVrfMessage(beacon, HareVrfMessage.CertifyRound, message.Content.LayerId));
            VectorCase.Equal(expected.Hex("alpha"), alpha, "alpha");
            VectorCase.Equal(expected.Flag("vrf_valid"), VrfVerifier.Verify(message.SmesherId, alpha, message.Content.Proof), "eligibility");
        }
    }

    private static void CheckPoet(VectorCase vector)
    {
        byte[] bytes = vector.In.Hex("bytes");
        var message = Scale.Decode<PoetProofMessage>(bytes);
        VectorCase.Equal(bytes, Scale.Encode(message), "re-encoding");
        var expected = vector.Out;
        VectorCase.Equal(expected.Hex("ref"), message.ComputeRef().ToArray(), "reference");
        VectorCase.Equal(expected.I32("proof_length"), Scale.Encode(message.Proof).Length, "length of the proof");
        VectorCase.Equal(expected.Hex("root"), message.Proof.MerkleProof.Root.ToArray(), "root");
        VectorCase.Equal(expected.U64("leaf_count"), message.Proof.LeafCount, "leaf count");
        VectorCase.Equal(expected.I32("proven_leaves"), message.Proof.MerkleProof.ProvenLeaves.Count, "proven leaves");
        VectorCase.Equal(expected.I32("proof_nodes"), message.Proof.MerkleProof.ProofNodes.Count, "proof nodes");
        VectorCase.Equal(expected.Hex("service_id"), message.PoetServiceId.ToArray(), "service id");
        VectorCase.Equal(expected.Text("round_id"), message.RoundId.ToString(), "round id");
        VectorCase.Equal(expected.Hex("statement"), message.Statement.ToArray(), "statement");
        VectorCase.Equal(expected.Hex("signature"), message.Signature.ToArray(), "signature");
    }

    [GeneratedRegex("(?<count>[0-9]+) layers per epoch", RegexOptions.ExplicitCapture)]
    private static partial Regex LayersPerEpoch();
}
