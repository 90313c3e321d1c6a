using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Fuzz;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-types-limits")]
internal sealed class TypesLimitsVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var entry = WireCatalogue.Find(vector.In.Text("type"));
        byte[] prefix = vector.In.Hex("prefix");
        byte[] suffix = vector.In.Hex("suffix");
        byte[] element = vector.In.Hex("element");
        uint limit = vector.Out.U32("limit");
        Verdict(vector.Out, "prefix_N", entry, () => [.. prefix, .. Count(limit)]);
        Verdict(vector.Out, "prefix_N_plus_1", entry, () => [.. prefix, .. Count(limit + 1)]);
        Verdict(vector.Out, "decode_full_N", entry, () => Full(limit));
        Verdict(vector.Out, "decode_full_N_plus_1", entry, () => Full(limit + 1));
        if (vector.Out.Has("encode_N"))
        {
            object value = entry.Decode(Full(limit), out var error) ?? throw new VectorMismatchException($"{limit} elements: {error}");
            byte[] encoded = entry.Encode(value);
            var expected = vector.Out.GetProperty("encode_N");
            VectorCase.Equal(expected.I32("length"), encoded.Length, "length of the encoding");
            VectorCase.Equal(expected.Hex("hash"), Blake3.Hash(encoded).ToArray(), "hash of the encoding");
        }

        if (vector.Out.Has("encode_N_plus_1"))
        {
            VectorCase.Equal("too many", vector.Out.Text("encode_N_plus_1"), "expected outcome of encoding one too many");
            object value = entry.Decode(Full(limit), out _)!;
            object longer = Longer.Make(value, vector.In.Text("field"), (int)limit + 1);
            bool refused = false;
            try
            {
                entry.Encode(longer);
            }
            catch (ScaleLimitException exception)
            {
                refused = exception.Count == limit + 1 && exception.Limit == limit;
            }

            VectorCase.True(refused, "one element too many was encoded");
        }

        byte[] Full(uint count)
        {
            byte[] elements = new byte[count * element.Length];
            for (int i = 0; i < count; i++)
                element.CopyTo(elements, i * element.Length);
            return [.. prefix, .. Count(count), .. elements, .. suffix];
        }
    }

    private static void Verdict(JsonElement expected, string name, WireEntry entry, Func<byte[]> input)
    {
        if (!expected.Has(name))
            return;
        string actual = entry.Decode(input(), out var error) is not null ? "ok" : error.Kind switch
        {
            DecodeErrorKind.EndOfInput or DecodeErrorKind.UnexpectedEndOfInput => "eof",
            DecodeErrorKind.TooManyElements => "too many",
            var kind => kind.ToString(),
        };
        VectorCase.Equal(expected.Text(name), actual, $"{name} ({error})");
    }

    private static byte[] Count(uint count)
    {
        var writer = new ScaleWriter(16);
        writer.C32(count);
        byte[] bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }
}
