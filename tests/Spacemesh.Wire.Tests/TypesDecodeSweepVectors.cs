using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Fuzz;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-types-decode-sweep")]
internal sealed class TypesDecodeSweepVectors : VectorSuite
{
    private const int Values = 256;

    public override void Check(VectorCase vector)
    {
        var entry = WireCatalogue.Find(vector.In.Text("type"));
        byte[] original = vector.In.Hex("bytes");
        CheckReplacements(entry, original, vector.Out);
        CheckTruncations(entry, original, vector.Out);
        VectorCase.Equal(vector.Out.Flag("trailing_ok"), entry.Decode([.. original, 0], out _) is not null, "one byte too many accepted");
    }

    private static void CheckReplacements(WireEntry entry, byte[] original, JsonElement expected)
    {
        byte[] bytes = [.. original];
        var hasher = new Blake3Hasher();
        for (int offset = 0; offset < bytes.Length; offset++)
        {
            byte[] accept = new byte[Values / 8];
            byte[] noncanonical = new byte[Values / 8];
            for (int value = 0; value < Values; value++)
            {
                bytes[offset] = (byte)value;
                if (entry.Decode(bytes, out _) is not { } decoded)
                    continue;
                accept[value / 8] |= (byte)(1 << (value % 8));
                byte[] encoded = entry.Encode(decoded);
                if (encoded.AsSpan().SequenceEqual(bytes))
                    continue;
                noncanonical[value / 8] |= (byte)(1 << (value % 8));
                hasher.Update(encoded);
            }

            bytes[offset] = original[offset];
            VectorCase.Equal(Bitmap(expected.GetProperty("accept"), offset, 0xff), accept, $"values accepted at offset {offset}");
            VectorCase.Equal(Bitmap(expected.GetProperty("noncanonical"), offset, 0), noncanonical, $"values encoded differently at offset {offset}");
        }

        VectorCase.Equal(expected.Hex("reencoded_hash"), hasher.Finish().ToArray(), "hash of the differing re-encodings");
    }

    private static void CheckTruncations(WireEntry entry, byte[] original, JsonElement expected)
    {
        var accepted = Lengths(expected, "truncated_ok");
        var plain = Lengths(expected, "plain_eof");
        for (int length = 0; length < original.Length; length++)
        {
            object? value = entry.Decode(original.AsSpan(0, length), out var error);
            VectorCase.Equal(accepted.Contains(length), value is not null, $"prefix of {length} bytes accepted");
            if (value is null)
            {
                var kind = plain.Contains(length) ? DecodeErrorKind.EndOfInput : DecodeErrorKind.UnexpectedEndOfInput;
                VectorCase.Equal(kind, error.Kind, $"prefix of {length} bytes ({error})");
            }
        }
    }

    private static byte[] Bitmap(JsonElement bitmaps, int offset, byte otherwise)
    {
        if (bitmaps.ValueKind == JsonValueKind.Object && bitmaps.TryGetProperty($"{offset}", out var bitmap))
            return bitmap.Hex();
        byte[] all = new byte[Values / 8];
        Array.Fill(all, otherwise);
        return all;
    }

    private static HashSet<int> Lengths(JsonElement element, string name) =>
        element.Has(name) ? [.. element.GetProperty(name).EnumerateArray().Select(length => length.GetInt32())] : [];
}
