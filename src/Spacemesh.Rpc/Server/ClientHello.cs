using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Spacemesh.Rpc.Server;

/// <summary>
/// The application protocols a TLS client offers. The reference completes the handshake without ALPN when h2 is not among them (spec 09a §2.3),
/// which .NET does only when the server offers none.
/// </summary>
internal static class ClientHello
{
    private static readonly object Key = new();

    /// <summary>Notes the offer of a raw ClientHello record for the connection.</summary>
    public static void Remember(ConnectionContext connection, ReadOnlySequence<byte> record)
    {
        if (Offers(record.ToArray()) is { } offers)
            connection.Items[Key] = offers;
    }

    public static bool OffersOnlyOthersThanHttp2(ConnectionContext connection) =>
        connection.Items.TryGetValue(Key, out object? value) && value is List<string> { Count: > 0 } offers && !offers.Contains("h2");

    /// <summary>The ALPN names, or null where the record holds none that can be read.</summary>
    internal static List<string>? Offers(ReadOnlySpan<byte> record)
    {
        const int RecordAndHandshakeHeaders = 5 + 4;
        const int VersionAndRandom = 2 + 32;
        const ushort Alpn = 16;
        var rest = record;
        if (!Take(ref rest, RecordAndHandshakeHeaders + VersionAndRandom, out _)
            || !TakeVector(ref rest, 1, out _) || !TakeVector(ref rest, 2, out _) || !TakeVector(ref rest, 1, out _)
            || !TakeVector(ref rest, 2, out var extensions))
            return null;
        while (Take(ref extensions, 2, out var type) && TakeVector(ref extensions, 2, out var body))
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(type) != Alpn || !TakeVector(ref body, 2, out var list))
                continue;
            var names = new List<string>();
            while (TakeVector(ref list, 1, out var name))
                names.Add(Encoding.ASCII.GetString(name));
            return names;
        }

        return null;
    }

    private static bool TakeVector(ref ReadOnlySpan<byte> bytes, int lengthBytes, out ReadOnlySpan<byte> vector)
    {
        vector = default;
        if (!Take(ref bytes, lengthBytes, out var prefix))
            return false;
        int length = 0;
        foreach (byte b in prefix)
            length = (length << 8) | b;
        return Take(ref bytes, length, out vector);
    }

    private static bool Take(ref ReadOnlySpan<byte> bytes, int count, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (bytes.Length < count)
            return false;
        taken = bytes[..count];
        bytes = bytes[count..];
        return true;
    }
}
