using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Merkle;
using Spacemesh.Poet.Membership;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-membership")]
internal sealed class MembershipVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var given = vector.In;
        if (given.Has("nodes"))
            CheckNodes(vector);
        else if (given.Has("challenge"))
            CheckOne(vector);
        else
            CheckAll(vector);
    }

    private static void CheckAll(VectorCase vector)
    {
        var members = Members(vector.In);
        var statement = Statement(members);
        VectorCase.Equal(vector.Out.Hex("statement"), statement, "statement");
        if (!vector.Out.Has("proofs"))
            return;
        foreach (var expected in vector.Out.GetProperty("proofs").EnumerateArray())
        {
            int index = expected.I32("index");
            var proof = RoundMembership.Prove(members, members[index]) ?? throw new VectorMismatchException($"member {index} was not found");
            VectorCase.Equal((ulong)index, proof.LeafIndex, "index");
            CheckProof(expected, proof);
            VectorCase.True(PartialTree.IsMember(proof.LeafIndex, Hash32.Span(members[index]), proof.Nodes, statement), $"the proof of member {index} does not hold");
        }
    }

    private static void CheckOne(VectorCase vector)
    {
        var members = Members(vector.In);
        var proof = RoundMembership.Prove(members, Hash32.FromBytes(vector.In.Hex("challenge")));
        if (vector.Out.Has("error"))
        {
            VectorCase.True(proof is null, $"a proof where the reference says {vector.Out.Text("error")}");
            return;
        }

        VectorCase.Equal(vector.Out.Hex("statement"), Statement(members), "statement");
        VectorCase.Equal(vector.Out.U64("index"), proof!.Value.LeafIndex, "index");
        CheckProof(vector.Out, proof.Value);
    }

    private static void CheckNodes(VectorCase vector)
    {
        var given = vector.In;
        if (given.GetProperty("nodes").ValueKind == JsonValueKind.Array)
        {
            Hash32[] nodes = [.. given.GetProperty("nodes").EnumerateArray().Select(node => Hash32.FromBytes(node.Hex()))];
            VectorCase.Equal(
                vector.Out.Flag("ok"), PartialTree.IsMember(given.U64("index"), given.Hex("challenge"), nodes, given.Hex("statement")), "membership");
            return;
        }

        var proof = new MerkleProofV1([.. new Hash32[given.I32("nodes")]], 1UL << 40);
        byte[] encoded;
        try
        {
            encoded = Scale.Encode(proof);
        }
        catch (ScaleLimitException exception)
        {
            VectorCase.Equal(vector.Out.Flag("ok"), false, exception.Message);
            return;
        }

        VectorCase.Equal(vector.Out.Flag("ok"), true, "encoding");
        VectorCase.Equal(vector.Out.I32("encoded_len"), encoded.Length, "length");
        VectorCase.Equal(vector.Out.Hex("encoded_blake3"), Blake3.Hash(encoded).ToArray(), "hash of the encoding");
    }

    private static void CheckProof(JsonElement expected, MerkleProofV1 proof)
    {
        var encoded = Scale.Encode(proof);
        VectorCase.Equal(
            string.Join(' ', expected.GetProperty("nodes").EnumerateArray().Select(node => node.GetString())), string.Join(' ', proof.Nodes.Select(node => node.ToString())), "nodes");
        if (expected.Has("encoded_blake3"))
            VectorCase.Equal(expected.Hex("encoded_blake3"), Blake3.Hash(encoded).ToArray(), "hash of the encoding");
        if (expected.Has("encoded_len"))
            VectorCase.Equal(expected.I32("encoded_len"), encoded.Length, "length");
        if (expected.Has("encoded"))
            VectorCase.Equal(expected.Hex("encoded"), encoded, "encoding");
    }

    private static byte[] Statement(Hash32[] members) => RoundStatement.Of(members.Select(member => new ReadOnlyMemory<byte>(member.ToArray())));

    private static Hash32[] Members(JsonElement given) => [.. given.GetProperty("members").EnumerateArray().Select(member => Hash32.FromBytes(member.Hex()))];
}
