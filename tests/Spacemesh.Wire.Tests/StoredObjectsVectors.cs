using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-stored-objects")]
internal sealed partial class StoredObjectsVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var input = vector.In;
        if (input.Has("epoch"))
            CheckActiveSet(vector);
        else if (input.Has("LeafCount"))
            CheckProof(vector, new PoetProof(new PoetMerkleProof(input.Hex("Root"), default, default), input.U64("LeafCount")), "bytes");
        else if (input.Has("PoetProof"))
            CheckMessage(vector, FieldReader.Build<PoetProofMessage>(input));
        else
            CheckMessage(vector, Described(input));
    }

    private static void CheckActiveSet(VectorCase vector)
    {
        VectorCase.Equal("index BE16, 29 zeros, aa", vector.In.Text("ids"), "rule of the ids");
        var ids = new AtxId[vector.In.I32("count")];
        for (int i = 0; i < ids.Length; i++)
        {
            var id = default(Bytes32);
            BinaryPrimitives.WriteUInt16BigEndian(id, (ushort)i);
            id[Bytes32.Length - 1] = 0xaa;
            ids[i] = new AtxId(id);
        }

        var set = new EpochActiveSet(new EpochId(vector.In.U32("epoch")), ScaleList.Own(ids));
        CheckBytes(vector, Scale.Encode(set), "bytes");
        VectorCase.Equal(vector.Out.Hex("key"), set.ComputeHash().ToArray(), "key");
    }

    private static void CheckMessage(VectorCase vector, PoetProofMessage message)
    {
        CheckProof(vector, message.Proof, "proof_bytes");
        byte[] bytes = Scale.Encode(message);
        CheckBytes(vector, bytes, "bytes");
        VectorCase.Equal(message, Scale.Decode<PoetProofMessage>(bytes), "decoded message");
    }

    private static void CheckProof(VectorCase vector, PoetProof proof, string name)
    {
        byte[] bytes = Scale.Encode(proof);
        VectorCase.Equal(vector.Out.Hex("ref"), proof.ComputeRef().ToArray(), "reference");
        if (vector.Out.Has(name))
            VectorCase.Equal(vector.Out.Hex(name), bytes, name);
        if (vector.Out.Has("proof_length"))
            VectorCase.Equal(vector.Out.I32("proof_length"), bytes.Length, "length of the proof");
    }

    private static void CheckBytes(VectorCase vector, byte[] bytes, string name)
    {
        if (vector.Out.Has(name))
            VectorCase.Equal(vector.Out.Hex(name), bytes, name);
        if (vector.Out.Has("length"))
            VectorCase.Equal(vector.Out.I32("length"), bytes.Length, "length");
        if (vector.Out.Has("hash"))
            VectorCase.Equal(vector.Out.Hex("hash"), Blake3.Hash(bytes).ToArray(), "hash");
        if (vector.Out.Has("head"))
            VectorCase.Equal(vector.Out.Hex("head"), bytes.AsSpan(0, vector.Out.Hex("head").Length), "head");
    }

    private static PoetProofMessage Described(JsonElement input) => new(
        new PoetProof(new PoetMerkleProof(input.Hex("Root"), Nodes(input.Text("leaves")), Nodes(input.Text("nodes"))), input.U64("leaf_count")),
        input.Hex("PoetServiceID"),
        input.Text("RoundID"),
        Hash32.FromBytes(input.Hex("Statement")),
        EdSignature.FromBytes(input.Hex("Signature")));

    private static ScaleList<ScaleBytes> Nodes(string rule)
    {
        var match = Rule().Match(rule);
        VectorCase.True(match.Success, $"unknown rule: {rule}");
        var nodes = new ScaleBytes[int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture)];
        for (int i = 0; i < nodes.Length; i++)
        {
            byte[] node = new byte[int.Parse(match.Groups["size"].Value, CultureInfo.InvariantCulture)];
            node[0] = byte.Parse(match.Groups["first"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            BinaryPrimitives.WriteUInt16LittleEndian(node.AsSpan(1), (ushort)i);
            nodes[i] = node;
        }

        return ScaleList.Own(nodes);
    }

    [GeneratedRegex("^(?<count>[0-9]+) of (?<size>[0-9]+) bytes: (?<first>[0-9a-f]{2}), index LE16, zeros$", RegexOptions.ExplicitCapture)]
    private static partial Regex Rule();
}
