using System.Text.Json;
using Spacemesh.Crypto.Merkle;
using Spacemesh.Poet.Membership;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Activation.Tests.Vectors;

/// <summary>Membership trees with their paths, and the verification that ATXs get, with all its laxities (spec 04 §2.5).</summary>
[VectorFile("04-membership")]
internal sealed class MembershipVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("members"))
            CheckTree(vector);
        else
            CheckProof(vector);
    }

    private static void CheckTree(VectorCase vector)
    {
        var members = vector.In.GetProperty("members").EnumerateArray().Select(member => Hash32.FromBytes(member.Hex())).ToList();
        if (vector.Out.Has("root"))
            VectorCase.Equal(vector.Out.Hex("root"), RoundStatement.Of(members.Select(member => (ReadOnlyMemory<byte>)member.ToArray())), "root");
        if (vector.In.Has("challenge"))
        {
            var proof = RoundMembership.Prove(members, Hash32.FromBytes(vector.In.Hex("challenge")));
            VectorCase.Equal(!vector.Out.Has("ok") || vector.Out.Flag("ok"), proof is not null, "is a member");
            if (proof is { } found && vector.Out.Has("paths"))
                CheckPath(vector.Out.GetProperty("paths")[0], found);
            return;
        }

        foreach (var path in vector.Out.GetProperty("paths").EnumerateArray())
            CheckPath(path, RoundMembership.Prove(members, members[path.I32("leaf_index")])!.Value);
    }

    private static void CheckPath(JsonElement expected, Wire.Activation.MerkleProofV1 proof)
    {
        VectorCase.Equal(expected.U64("leaf_index"), proof.LeafIndex, "leaf index");
        VectorCase.Equal(
            string.Join(',', expected.GetProperty("nodes").EnumerateArray().Select(node => node.GetString())),
            string.Join(',', proof.Nodes.Select(node => node.ToHex())),
            "nodes");
    }

    private static void CheckProof(VectorCase vector)
    {
        ulong[] indices = vector.In.Has("indices") ? [.. vector.In.GetProperty("indices").EnumerateArray().Select(index => index.GetUInt64())] : [];
        var leaves = Bytes(vector.In.GetProperty("leaves"));
        var nodes = Bytes(vector.In.GetProperty("nodes"));
        byte[] root = vector.In.Hex("root");
        bool valid = PartialTree.Validate(indices, leaves, nodes, root, default(Blake3NodeHash)) == PartialTreeVerdict.Valid;
        VectorCase.Equal(vector.Out.Flag("ok"), valid, "valid");
        if (indices.Length == 1 && leaves.Length == 1)
            VectorCase.Equal(valid, PartialTree.IsMember(indices[0], leaves[0].Span, [.. nodes.Select(node => Hash32.FromBytes(node.Span))], root), "valid as version 1 looks at it");
    }

    private static ReadOnlyMemory<byte>[] Bytes(JsonElement list) =>
        list.ValueKind == JsonValueKind.Null ? [] : [.. list.EnumerateArray().Select(item => (ReadOnlyMemory<byte>)item.Hex())];
}
