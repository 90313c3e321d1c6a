using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Poet.Tests.Vectors;

[VectorFile("03-poet-message")]
internal sealed class PoetMessageVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("encoded"))
            CheckDecoding(vector);
        else
            CheckEncoding(vector);
    }

    private static void CheckEncoding(VectorCase vector)
    {
        var message = Message(vector.In);
        byte[] encoded;
        try
        {
            encoded = Scale.Encode(message);
        }
        catch (ScaleLimitException exception)
        {
            VectorCase.Equal(vector.Out.Flag("ok"), false, exception.Message);
            return;
        }

        VectorCase.True(vector.Out.Flag("ok"), "encoded, though the reference refuses");
        VectorCase.Equal(vector.Out.Hex("encoded_blake3"), Blake3.Hash(encoded).ToArray(), "hash of the encoding");
        VectorCase.Equal(vector.Out.I32("proof_len"), Scale.Encode(message.Proof).Length, "length of the proof");
        VectorCase.Equal(vector.Out.Hex("ref"), message.ComputeRef().ToArray(), "ref");
        if (vector.Out.Has("encoded"))
            VectorCase.Equal(vector.Out.Hex("encoded"), encoded, "encoding");
        if (vector.Out.Has("encoded_len"))
            VectorCase.Equal(vector.Out.I32("encoded_len"), encoded.Length, "length");
    }

    private static void CheckDecoding(VectorCase vector)
    {
        var encoded = vector.In.Hex("encoded");
        bool decoded = Scale.TryDecode<PoetProofMessage>(encoded, out var message, out var error);
        VectorCase.Equal(vector.Out.Flag("ok"), decoded, error.ToString());
        if (!decoded)
            return;
        VectorCase.Equal(vector.Out.Hex("ref"), message!.ComputeRef().ToArray(), "ref");
        VectorCase.Equal(vector.Out.Flag("reencodes_equal"), Scale.Encode(message).AsSpan().SequenceEqual(encoded), "encodes to the same bytes");
        VectorCase.Equal(Message(vector.Out.GetProperty("message")), message, "message");
    }

    private static PoetProofMessage Message(JsonElement fields) => new(
        new PoetProof(new PoetMerkleProof(fields.Hex("root"), Nodes(fields.GetProperty("proven_leaves")), Nodes(fields.GetProperty("proof_nodes"))), fields.U64("leaf_count")),
        fields.Hex("service_id"),
        RoundId(fields),
        Hash32.FromBytes(fields.Hex("statement")),
        EdSignature.FromBytes(fields.Hex("signature")));

    private static ScaleText RoundId(JsonElement fields) =>
        fields.Has("round_id_bytes") ? new ScaleText(fields.Hex("round_id_bytes")) : fields.Text("round_id");

    /// <summary>A list of nodes, or the text "N empty nodes".</summary>
    private static ScaleList<ScaleBytes> Nodes(JsonElement list) => list.ValueKind == JsonValueKind.String
        ? [.. Enumerable.Repeat(ScaleBytes.Empty, int.Parse(list.GetString()!.Split(' ')[0]))]
        : [.. list.EnumerateArray().Select(node => new ScaleBytes(node.Hex()))];
}
