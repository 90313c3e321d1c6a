using System.Text.Json;
using Spacemesh.Post.Proving;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.Proving;

[VectorFile("02-indices")]
public sealed class IndicesVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("num_labels"))
        {
            VectorCase.Equal(vector.Out.I32("bits"), ProofIndices.BitsPerIndex(vector.In.U64("num_labels")), "bits");
            return;
        }

        int bits = vector.In.I32("bits");
        byte[] packed;
        if (vector.In.Has("indices"))
        {
            ulong[] indices = Numbers(vector.In.GetProperty("indices"));
            packed = ProofIndices.Pack(indices, bits);
            VectorCase.Equal(vector.Out.Hex("packed"), packed, "packed");
            VectorCase.Equal(vector.Out.I64("expected_len"), ProofIndices.ExpectedLength(bits, indices.Length), "expected length");
        }
        else
        {
            packed = vector.In.Hex("packed");
        }

        VectorCase.Equal(
            string.Join(' ', Numbers(vector.Out.GetProperty("unpacked"))),
            string.Join(' ', ProofIndices.Unpack(packed, bits)),
            "unpacked");
    }

    private static ulong[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetUInt64())];
}
