using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Spacemesh.Libp2p.Encoding;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Addresses;

/// <summary>A self-describing network address (spec 08 §2.1). An address with a protocol that is not in the table cannot be read.</summary>
public sealed class Multiaddr : IEquatable<Multiaddr>
{
    /// <summary>Longest binary form that is read.</summary>
    public const int MaximumSize = 1024;

    private readonly byte[] _bytes;
    private readonly AddressPart[] _parts;
    private string? _text;

    private Multiaddr(byte[] bytes, AddressPart[] parts)
    {
        _bytes = bytes;
        _parts = parts;
    }

    public ReadOnlySpan<byte> Bytes => _bytes;

    public IReadOnlyList<AddressPart> Parts => _parts;

    /// <summary>The last <c>/p2p/</c> component; null when there is none at the end.</summary>
    public PeerId? Peer => _parts.Length > 0 && _parts[^1].Code == ProtocolCodes.P2p && PeerId.TryDecode(_parts[^1].Value.Span, out var id) ? id : null;

    public bool IsCircuit => Has(ProtocolCodes.Circuit);

    /// <summary>The first IP component; null when the address begins with a name.</summary>
    public IPAddress? Ip => _parts.Length > 0 && _parts[0].Code is ProtocolCodes.Ip4 or ProtocolCodes.Ip6 ? new IPAddress(_parts[0].Value.Span) : FirstIp();

    /// <summary>Port of the first TCP or UDP component; 0 when there is none.</summary>
    public int Port
    {
        get
        {
            foreach (var part in _parts)
            {
                if (part.Code is ProtocolCodes.Tcp or ProtocolCodes.Udp)
                    return BinaryPrimitives.ReadUInt16BigEndian(part.Value.Span);
            }

            return 0;
        }
    }

    public static Multiaddr Parse(string text) =>
        TryParse(text, out var address) ? address! : throw new FormatException($"'{text}' is not a multiaddr");

    public static Multiaddr OfTcp(IPEndPoint endPoint) => OfSocket(endPoint, ProtocolCodes.Tcp);

    public static Multiaddr OfUdp(IPEndPoint endPoint) => OfSocket(endPoint, ProtocolCodes.Udp);

    public static bool TryDecode(ReadOnlySpan<byte> bytes, out Multiaddr? address)
    {
        address = null;
        if (bytes.IsEmpty || bytes.Length > MaximumSize)
            return false;
        byte[] copy = bytes.ToArray();
        var parts = new List<AddressPart>(4);
        int offset = 0;
        while (offset < copy.Length)
        {
            if (Uvarint.TryRead(copy.AsSpan(offset), out ulong code, out int size) != UvarintStatus.Done || code > int.MaxValue)
                return false;
            offset += size;
            if (AddressProtocol.Find((int)code) is not { } protocol || !TryLength(protocol, copy.AsSpan(offset), out int header, out int length))
                return false;
            offset += header;
            var value = copy.AsMemory(offset, length);
            if (protocol.Value == AddressValue.Peer && !PeerId.TryDecode(value.Span, out _))
                return false;
            if (protocol.Value == AddressValue.Text && (length == 0 || value.Span.Contains((byte)'/') || !System.Text.Unicode.Utf8.IsValid(value.Span)))
                return false;
            parts.Add(new AddressPart((int)code, value));
            offset += length;
        }

        address = new Multiaddr(copy, [.. parts]);
        return true;
    }

    public static bool TryParse(string? text, out Multiaddr? address)
    {
        address = null;
        if (string.IsNullOrEmpty(text) || text[0] != '/' || text.Length > 4 * MaximumSize)
            return false;
        string[] words = text.TrimEnd('/').Split('/');
        var bytes = new MemoryStream();
        int i = 1;
        while (i < words.Length)
        {
            if (AddressProtocol.Find(words[i++]) is not { } protocol)
                return false;
            bytes.Write(Uvarint.Encode((ulong)protocol.Code));
            if (protocol.Value == AddressValue.None)
                continue;
            if (i == words.Length || ValueOf(protocol, words[i++]) is not { } value)
                return false;
            if (protocol.Value is AddressValue.Text or AddressValue.Peer or AddressValue.Multibase)
                bytes.Write(Uvarint.Encode((ulong)value.Length));
            bytes.Write(value);
        }

        return TryDecode(bytes.ToArray(), out address);
    }

    public bool Has(int code)
    {
        foreach (var part in _parts)
        {
            if (part.Code == code)
                return true;
        }

        return false;
    }

    /// <summary>This address followed by another.</summary>
    public Multiaddr Append(Multiaddr suffix)
    {
        ArgumentNullException.ThrowIfNull(suffix);
        return TryDecode([.. _bytes, .. suffix._bytes], out var address) ? address! : throw new ArgumentException("the address would be too long", nameof(suffix));
    }

    public Multiaddr WithPeer(PeerId id) => Append(OfParts([new AddressPart(ProtocolCodes.P2p, id.Memory)]));

    public Multiaddr WithCircuit() => Append(OfParts([new AddressPart(ProtocolCodes.Circuit, default)]));

    /// <summary>Without a <c>/p2p/</c> component at the end; null when nothing is left.</summary>
    public Multiaddr? WithoutPeer() => Peer is null ? this : _parts.Length == 1 ? null : OfParts(_parts.AsSpan(0, _parts.Length - 1));

    /// <summary>What stands before the first <c>/p2p-circuit</c>, that is, the relay's address; null where there is none.</summary>
    public Multiaddr? BeforeCircuit()
    {
        int index = Array.FindIndex(_parts, part => part.Code == ProtocolCodes.Circuit);
        return index > 0 ? OfParts(_parts.AsSpan(0, index)) : null;
    }

    /// <summary>The same with another IP at the begin.</summary>
    public Multiaddr WithIp(IPAddress ip)
    {
        var first = PartOf(ip);
        return OfParts([first, .. _parts.AsSpan(1)]);
    }

    public bool Equals(Multiaddr? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    public override bool Equals(object? obj) => Equals(obj as Multiaddr);

    public override int GetHashCode()
    {
        int hash = 17;
        foreach (byte value in _bytes)
            hash = unchecked((hash * 31) + value);
        return hash;
    }

    public override string ToString() => _text ??= Format();

    internal static Multiaddr OfParts(ReadOnlySpan<AddressPart> parts)
    {
        var bytes = new MemoryStream();
        foreach (var part in parts)
        {
            bytes.Write(Uvarint.Encode((ulong)part.Code));
            if (AddressProtocol.Find(part.Code)!.Value is AddressValue.Text or AddressValue.Peer or AddressValue.Multibase)
                bytes.Write(Uvarint.Encode((ulong)part.Value.Length));
            bytes.Write(part.Value.Span);
        }

        return TryDecode(bytes.ToArray(), out var address) ? address! : throw new ArgumentException("not an address", nameof(parts));
    }

    internal static AddressPart PartOf(IPAddress ip)
    {
        if (ip.IsIPv4MappedToIPv6)
            ip = ip.MapToIPv4();
        return new AddressPart(ip.AddressFamily == AddressFamily.InterNetwork ? ProtocolCodes.Ip4 : ProtocolCodes.Ip6, ip.GetAddressBytes());
    }

    private static Multiaddr OfSocket(IPEndPoint endPoint, int code)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        byte[] port = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(port, (ushort)endPoint.Port);
        return OfParts([PartOf(endPoint.Address), new AddressPart(code, port)]);
    }

    private static bool TryLength(AddressProtocol protocol, ReadOnlySpan<byte> rest, out int header, out int length)
    {
        header = 0;
        length = protocol.Value switch
        {
            AddressValue.Ip4 => 4,
            AddressValue.Ip6 => 16,
            AddressValue.Port => 2,
            AddressValue.Byte => 1,
            _ => 0,
        };
        if (protocol.Value is AddressValue.Text or AddressValue.Peer or AddressValue.Multibase)
        {
            if (Uvarint.TryRead(rest, out ulong size, out header) != UvarintStatus.Done || size > MaximumSize)
                return false;
            length = (int)size;
        }

        return rest.Length - header >= length;
    }

    private static byte[]? ValueOf(AddressProtocol protocol, string word)
    {
        switch (protocol.Value)
        {
            case AddressValue.Ip4:
                return word.Count(character => character == '.') == 3 && IPAddress.TryParse(word, out var ip4) && ip4.AddressFamily == AddressFamily.InterNetwork ? ip4.GetAddressBytes() : null;
            case AddressValue.Ip6:
                return !word.Contains('%') && !word.Contains('[') && IPAddress.TryParse(word, out var ip6) && ip6.AddressFamily == AddressFamily.InterNetworkV6 ? ip6.GetAddressBytes() : null;
            case AddressValue.Port:
                return ushort.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) ? [(byte)(port >> 8), (byte)port] : null;
            case AddressValue.Byte:
                return byte.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out byte number) ? [number] : null;
            case AddressValue.Peer:
                return PeerId.TryParse(word, out var id) ? id!.Bytes.ToArray() : null;
            case AddressValue.Multibase:
                return word.Length > 1 && word[0] == 'u' && !word.AsSpan().ContainsAny("+/=") ? FromBase64Url(word[1..]) : null;
            default:
                return System.Text.Encoding.UTF8.GetBytes(word);
        }
    }

    private static byte[]? FromBase64Url(string text)
    {
        string padded = text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
        byte[] bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out int length) ? bytes[..length] : null;
    }

    private IPAddress? FirstIp()
    {
        foreach (var part in _parts)
        {
            if (part.Code is ProtocolCodes.Ip4 or ProtocolCodes.Ip6)
                return new IPAddress(part.Value.Span);
        }

        return null;
    }

    private string Format()
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            var protocol = AddressProtocol.Find(part.Code)!;
            text.Append('/').Append(protocol.Name);
            var value = part.Value.Span;
            string? word = protocol.Value switch
            {
                AddressValue.None => null,
                AddressValue.Ip4 or AddressValue.Ip6 => new IPAddress(value).ToString(),
                AddressValue.Port => BinaryPrimitives.ReadUInt16BigEndian(value).ToString(CultureInfo.InvariantCulture),
                AddressValue.Byte => value[0].ToString(CultureInfo.InvariantCulture),
                AddressValue.Peer => Base58.Encode(value),
                AddressValue.Multibase => "u" + Convert.ToBase64String(value).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
                _ => System.Text.Encoding.UTF8.GetString(value),
            };
            if (word is not null)
                text.Append('/').Append(word);
        }

        return text.ToString();
    }
}
