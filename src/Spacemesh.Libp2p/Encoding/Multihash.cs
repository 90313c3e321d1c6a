using System.Security.Cryptography;

namespace Spacemesh.Libp2p.Encoding;

/// <summary>Multihash: uvarint code ‖ uvarint length ‖ digest.</summary>
public static class Multihash
{
    public const ulong Identity = 0x00;
    public const ulong Sha2256 = 0x12;

    /// <summary>Longest digest that is read.</summary>
    public const int MaximumDigest = 128;

    public static byte[] Encode(ulong code, ReadOnlySpan<byte> digest) => [.. Uvarint.Encode(code), .. Uvarint.Encode((ulong)digest.Length), .. digest];

    /// <summary><c>12 20 ‖ sha256(content)</c>.</summary>
    public static byte[] OfSha256(ReadOnlySpan<byte> content) => Encode(Sha2256, SHA256.HashData(content));

    /// <summary>Splits a whole multihash; false when it is none or bytes are left over.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out ulong code, out ReadOnlySpan<byte> digest)
    {
        digest = default;
        if (Uvarint.TryRead(bytes, out code, out int codeSize) != UvarintStatus.Done)
            return false;
        bytes = bytes[codeSize..];
        if (Uvarint.TryRead(bytes, out ulong length, out int lengthSize) != UvarintStatus.Done || length > MaximumDigest)
            return false;
        digest = bytes[lengthSize..];
        return digest.Length == (int)length;
    }
}
