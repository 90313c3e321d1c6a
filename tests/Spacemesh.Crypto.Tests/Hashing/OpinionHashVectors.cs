using System.Text.Json;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Hashing;

[VectorFile("01-opinion-hash")]
public sealed class OpinionHashVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var layers = vector.In.GetProperty("layers").EnumerateArray().ToArray();
        var hashes = vector.Out.GetProperty("hashes").EnumerateArray().ToArray();
        VectorCase.Equal(hashes.Length, layers.Length, "layers");
        var opinion = default(Hash32);
        for (int i = 0; i < layers.Length; i++)
        {
            var hasher = i == 0 ? new OpinionHasher() : new OpinionHasher(in opinion);
            if (layers[i].ValueKind == JsonValueKind.Array)
            {
                foreach (var block in layers[i].EnumerateArray())
                    hasher.Support(BlockId.FromBytes(block.Hex("id")), block.U64("height"));
            }
            else if (layers[i].GetString() == "abstain")
            {
                hasher.Abstain();
            }
            else
            {
                VectorCase.Equal("against", layers[i].GetString(), "opinion");
            }

            opinion = hasher.Finish();
            VectorCase.Equal(hashes[i].GetString(), opinion.ToHex(), $"layer {i}");
        }
    }
}
