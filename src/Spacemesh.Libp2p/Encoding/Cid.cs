namespace Spacemesh.Libp2p.Encoding;

/// <summary>A content id: version, content type and multihash. Version 0 is a bare SHA-256 multihash.</summary>
public sealed record Cid(int Version, ulong Codec, byte[] Hash)
{
    public const ulong Raw = 0x55;
    public const ulong DagProtobuf = 0x70;
    public const ulong Libp2pKey = 0x72;

    /// <summary>Version 1, raw content.</summary>
    public static Cid OfRaw(byte[] multihash) => new(1, Raw, multihash);

    public byte[] Encode() => Version == 0 ? Hash : [.. Uvarint.Encode(1), .. Uvarint.Encode(Codec), .. Hash];

    /// <summary>Base 58 for version 0, base 32 with its prefix for version 1.</summary>
    public override string ToString() => Version == 0 ? Base58.Encode(Hash) : "b" + Base32.Encode(Encode());

    public static bool TryDecode(ReadOnlySpan<byte> bytes, out Cid? cid)
    {
        cid = null;
        if (bytes.Length == 34 && bytes[0] == 0x12 && bytes[1] == 0x20)
        {
            cid = new Cid(0, DagProtobuf, bytes.ToArray());
            return true;
        }

        if (Uvarint.TryRead(bytes, out ulong version, out int size) != UvarintStatus.Done || version != 1)
            return false;
        bytes = bytes[size..];
        if (Uvarint.TryRead(bytes, out ulong codec, out size) != UvarintStatus.Done || !Multihash.TryDecode(bytes[size..], out _, out _))
            return false;
        cid = new Cid(1, codec, bytes[size..].ToArray());
        return true;
    }

    /// <summary>Reads base 58 of version 0, and base 58 (<c>z</c>), base 32 (<c>b</c>) and base 16 (<c>f</c>) of version 1.</summary>
    public static bool TryParse(string text, out Cid? cid)
    {
        ArgumentNullException.ThrowIfNull(text);
        cid = null;
        if (text.Length < 2 || text.Length > Base58.MaximumLength)
            return false;
        byte[]? bytes = text[0] switch
        {
            'Q' => Base58.Decode(text),
            'z' => Base58.Decode(text.AsSpan(1)),
            'b' or 'B' => Base32.Decode(text.AsSpan(1)),
            'f' or 'F' when text.Length % 2 == 1 && !text.AsSpan(1).ContainsAnyExcept("0123456789abcdefABCDEF") => Convert.FromHexString(text.AsSpan(1)),
            _ => null,
        };
        return bytes is not null && TryDecode(bytes, out cid);
    }
}
