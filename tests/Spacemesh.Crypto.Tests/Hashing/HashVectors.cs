using System.Text.Json;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Crypto.Tests.Hashing;

[VectorFile("01-hash")]
public sealed class HashVectors : VectorSuite
{
    private static readonly HashSet<string> Known = ["sum", "sum20"];

    public override void Check(VectorCase vector)
    {
        var input = Input(vector.In);
        foreach (var property in vector.Out.EnumerateObject())
        {
            VectorCase.True(Known.Contains(property.Name), $"unknown result {property.Name}");
            if (property.Name == "sum")
                VectorCase.Equal(property.Value.Hex().AsSpan(), Blake3.Hash(input).ToArray().AsSpan(), "sum");
            else
                VectorCase.Equal(property.Value.Hex().AsSpan(), Blake3.Hash20(input).ToArray().AsSpan(), "sum20");
        }
    }

    private static byte[] Input(JsonElement input)
    {
        if (input.TryGetProperty("data", out var data))
            return data.Hex();
        var bytes = new byte[input.I32("n")];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(i % 251);
        return bytes;
    }
}
