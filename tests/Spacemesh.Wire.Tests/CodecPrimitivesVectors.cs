using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-codec-primitives")]
internal sealed class CodecPrimitivesVectors : VectorSuite
{
    private delegate void Writing(ref ScaleWriter writer);

    public override void Check(VectorCase vector)
    {
        switch (vector.In.Text("op"))
        {
            case "enc":
                ulong value = vector.In.U64("value");
                byte[] encoded = Written((ref ScaleWriter writer) => writer.C64(value));
                VectorCase.Equal(vector.Out.Hex("bytes"), encoded, "compact integer");
                VectorCase.Equal(vector.Out.I32("n"), encoded.Length, "length");
                break;
            case "dec compact" or "dec option":
                foreach (var result in vector.Out.GetProperty("results").EnumerateArray())
                    CheckDecoded(result.Text("type"), vector.In.Hex("bytes"), 0, result);
                break;
            case "dec":
                CheckDecoded(vector.In.Text("type"), vector.In.Hex("bytes"), Scale.DefaultLimit, vector.Out);
                break;
            case "string limit":
                CheckDecoded("bytes", vector.In.Hex("bytes"), vector.In.I32("limit"), vector.Out);
                break;
            case "string slice":
                CheckTexts(vector);
                break;
            case "slice":
                CheckIds(vector);
                break;
            case "payload":
                VectorCase.Equal(vector.Out.Hex("bytes"), Scale.Encode(new TxPayload(vector.In.U64("nonce"), vector.In.U64("gas_price"))), "payload");
                break;
            case "spend args":
                var destination = Address.FromBytes(vector.In.Hex("destination"));
                VectorCase.Equal(vector.Out.Hex("bytes"), Scale.Encode(new SpendArguments(destination, vector.In.U64("amount"))), "arguments");
                break;
            case "lists":
                VectorCase.Equal(vector.Out.Hex("c16"), Numbers(ushort.MaxValue), "list of c16");
                VectorCase.Equal(vector.Out.Hex("c32"), Numbers(uint.MaxValue), "list of c32");
                VectorCase.Equal(vector.Out.Hex("c64"), Numbers(ulong.MaxValue), "list of c64");
                break;
            case var other:
                throw new VectorMismatchException($"unknown operation {other}");
        }
    }

    private static void CheckDecoded(string type, byte[] bytes, int limit, JsonElement expected)
    {
        var reader = new ScaleReader(bytes);
        object? value = type switch
        {
            "c8" => reader.C8(type),
            "c16" => reader.C16(type),
            "c32" => reader.C32(type),
            "c64" => reader.C64(type),
            "opt c8" => reader.Bool(type) ? reader.C8(type) : null,
            "opt c16" => reader.Bool(type) ? reader.C16(type) : null,
            "opt c32" => reader.OptionalC32(type),
            "opt c64" => reader.OptionalC64(type),
            "bool" => reader.Bool(type),
            "bytes" => reader.Bytes(limit, type),
            _ => throw new VectorMismatchException($"unknown type {type}"),
        };
        VectorCase.Equal(expected.Flag("ok"), !reader.Failed, $"{type} decodes ({reader.Error})");
        if (expected.TryGetProperty("error", out var error))
            CheckError(error.GetString()!, reader.Error.Kind);
        if (reader.Failed)
            return;
        VectorCase.Equal(expected.I32("n"), reader.Consumed, $"bytes read as {type}");
        string text = value switch { null => "null", bool flag => flag ? "true" : "false", _ => $"{value}" };
        var golden = expected.GetProperty("value");
        VectorCase.Equal(golden.ValueKind == JsonValueKind.String ? golden.GetString() : golden.GetRawText(), text, type);
    }

    private static void CheckError(string text, DecodeErrorKind kind)
    {
        var expected = text switch
        {
            "EOF" => DecodeErrorKind.EndOfInput,
            "unexpected EOF" => DecodeErrorKind.UnexpectedEndOfInput,
            _ when text.StartsWith("too many elements", StringComparison.Ordinal) => DecodeErrorKind.TooManyElements,
            _ => kind,
        };
        VectorCase.Equal(expected, kind, $"kind of {text}");
    }

    private static void CheckTexts(VectorCase vector)
    {
        var texts = vector.In.GetProperty("value").EnumerateArray().Select(text => ((ScaleText)text.GetString()!).Bytes).ToScaleList();
        byte[] encoded = Written((ref ScaleWriter writer) => writer.BytesList(texts, Scale.DefaultLimit, Scale.DefaultLimit));
        VectorCase.Equal(vector.Out.Hex("bytes"), encoded, "list of texts");
        var reader = new ScaleReader(encoded);
        var decoded = reader.BytesList(Scale.DefaultLimit, Scale.DefaultLimit, "texts");
        VectorCase.Equal(
            vector.Out.GetProperty("decoded").EnumerateArray().Select(text => ((ScaleText)text.GetString()!).Bytes).ToScaleList(), decoded, "decoded texts");
        // The reference's count of an empty list forgets its length byte (spec 01 §1.6).
        VectorCase.Equal(vector.Out.I32("reported_read"), decoded.IsEmpty ? reader.Consumed - 1 : reader.Consumed, "bytes read");
    }

    private static void CheckIds(VectorCase vector)
    {
        var reader = new ScaleReader(vector.In.Hex("bytes"), ScaleReader.BareNesting);
        var ids = reader.FixedList<Hash32>(Scale.DefaultLimit, "ids");
        bool ok = !vector.Out.TryGetProperty("ok", out var flag) || flag.GetBoolean();
        VectorCase.Equal(ok, !reader.Failed, $"list decodes ({reader.Error})");
        if (vector.Out.Has("class"))
        {
            string actual = reader.Error.Kind == DecodeErrorKind.TooManyElements ? "too many" : "eof";
            VectorCase.Equal(vector.Out.Text("class"), actual, "class of the failure");
        }

        if (!vector.In.Has("ids"))
            return;
        var expected = vector.In.GetProperty("ids").EnumerateArray().Select(id => Hash32.FromBytes(id.Hex())).ToScaleList();
        VectorCase.Equal(expected, ids, "ids");
        VectorCase.Equal(vector.Out.Hex("encoded"), Written((ref ScaleWriter writer) => writer.FixedList(ids, Scale.DefaultLimit)), "encoding");
    }

    private static byte[] Numbers(ulong last) => Written((ref ScaleWriter writer) =>
    {
        writer.Count(4, Scale.DefaultLimit, "numbers");
        writer.C64(4);
        writer.C64(15);
        writer.C64(23);
        writer.C64(last);
    });

    private static byte[] Written(Writing write)
    {
        var writer = new ScaleWriter(64);
        try
        {
            write(ref writer);
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }
}
