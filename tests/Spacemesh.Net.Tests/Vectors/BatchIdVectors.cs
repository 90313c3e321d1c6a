using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Net.Tests.Vectors;

/// <summary>Request batches made by the rule that each case states in words, and read back.</summary>
[VectorFile("08-batch-id")]
public sealed class BatchIdVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        string rule = vector.In.Text("request_j");
        int open = rule.IndexOf('[') + 1;
        string[] hints = rule[open..rule.IndexOf(']')].Split(", ");
        VectorCase.True(rule.EndsWith("[j mod 8], hash = blake3-256(byte j)", StringComparison.Ordinal), $"unknown rule {rule}");
        var batch = RequestBatch.Create(Enumerable.Range(0, vector.In.I32("n"))
            .Select(index => new RequestMessage(hints[index % hints.Length], Blake3.Hash([(byte)index])))
            .ToScaleList());
        byte[] encoded = Scale.Encode(batch);
        var id = batch.Id;
        VectorCase.Equal(vector.Out.Hex("id"), Hash32.Span(in id), "id");
        VectorCase.Equal(vector.Out.I32("encoded_len"), encoded.Length, "length");
        var hash = Blake3.Hash(encoded);
        VectorCase.Equal(vector.Out.Hex("encoded_blake3"), Hash32.Span(in hash), "hash of the encoding");
        if (vector.Out.Has("encoded"))
            encoded = vector.Out.Hex("encoded");
        VectorCase.Equal(encoded, Scale.Encode(batch), "encoding");
        VectorCase.True(Scale.TryDecode<RequestBatch>(encoded, out var decoded, out var error), $"does not decode: {error}");
        VectorCase.True(batch == decoded, "the decoded batch differs");
    }
}
