using System.Globalization;
using System.Text;
using Spacemesh.Codec;
using Spacemesh.Ports.Network;

namespace Spacemesh.Net.Servers;

/// <summary>Error texts as the reference words them: nothing depends on them, but people search for them (spec 08 §6.8).</summary>
internal static class RequestErrors
{
    /// <summary>Why a request does not decode.</summary>
    /// <param name="error">What the codec says.</param>
    /// <param name="request">The request.</param>
    /// <param name="limit">The limit of the request's list.</param>
    public static string Undecodable(DecodeError error, ReadOnlySpan<byte> request, int limit = 0)
    {
        string what = error.Kind switch
        {
            DecodeErrorKind.EndOfInput => "EOF",
            DecodeErrorKind.UnexpectedEndOfInput => "unexpected EOF",
            DecodeErrorKind.TrailingBytes => "not all bytes were consumed",
            DecodeErrorKind.CompactOutOfRange => string.Create(CultureInfo.InvariantCulture, $"value {NumberAt(request, error.Offset)} is out of range"),
            DecodeErrorKind.TooManyElements => string.Create(
                CultureInfo.InvariantCulture,
                $"too many elements to decode in collection with scale limit set: ({NumberAt(request, error.Offset)} > {limit})"),
            _ => error.ToString(),
        };
        return "decode from buffer: " + what;
    }

    public static PeerRequestException Malformed(string text) => new(PeerRequestFailure.Malformed, text);

    /// <summary>Text and raw bytes one after the other.</summary>
    public static ReadOnlyMemory<byte> Join(params ReadOnlySpan<ScaleText> parts)
    {
        var bytes = new List<byte>();
        foreach (var part in parts)
            bytes.AddRange(part.Bytes.Span);
        return bytes.ToArray();
    }

    /// <summary>A quoted text; what is not printable shows as escapes.</summary>
    public static string Quote(ScaleText text)
    {
        var quoted = new StringBuilder("\"");
        foreach (byte one in text.Bytes.Span)
        {
            _ = one switch
            {
                (byte)'"' or (byte)'\\' => quoted.Append('\\').Append((char)one),
                >= 0x20 and < 0x7f => quoted.Append((char)one),
                _ => quoted.Append(CultureInfo.InvariantCulture, $"\\x{one:x2}"),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A compact number that was refused, read without its limits.</summary>
    private static ulong NumberAt(ReadOnlySpan<byte> bytes, int offset)
    {
        int mode = bytes[offset] & 3;
        int first = mode == 3 ? offset + 1 : offset;
        int size = mode switch { 0 => 1, 1 => 2, 2 => 4, _ => 4 + (bytes[offset] >> 2) };
        ulong value = 0;
        for (int i = Math.Min(first + Math.Min(size, 8), bytes.Length) - 1; i >= first; i--)
            value = (value << 8) | bytes[i];
        return mode == 3 ? value : value >> 2;
    }
}
