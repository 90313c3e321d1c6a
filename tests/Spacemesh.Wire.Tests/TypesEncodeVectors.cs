using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Fuzz;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-types-encode")]
internal sealed class TypesEncodeVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var entry = WireCatalogue.Find(vector.In.Text("type"));
        object value = FieldReader.Build(entry.Type, vector.In.GetProperty("fields"))!;
        byte[] expected = vector.Out.Hex("bytes");
        byte[] encoded = entry.Encode(value);
        VectorCase.Equal(expected, encoded, "encoding");
        VectorCase.Equal(vector.Out.Hex("hash"), Blake3.Hash(encoded).ToArray(), "hash");
        object? decoded = entry.Decode(expected, out var error);
        VectorCase.True(decoded is not null, $"decoding: {error}");
        VectorCase.Equal(value, decoded, "decoded value");
        VectorCase.True(expected.Length >= entry.MinSize, $"encoding has {expected.Length} bytes, MinSize says {entry.MinSize}");
    }
}
