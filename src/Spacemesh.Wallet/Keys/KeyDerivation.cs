using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Spacemesh.Crypto.Signing;

namespace Spacemesh.Wallet.Keys;

/// <summary>SLIP-0010 for Ed25519: keys of hardened paths under one seed (spec 07 §19).</summary>
public static class KeyDerivation
{
    /// <summary>Path of the key above all accounts.</summary>
    public const string MasterPath = "m/44'/540'/0'/0'";

    private const uint Hardened = 0x80000000;
    private const int HalfSize = 32;
    private const int MaxElements = 5;

    private static readonly uint[] Prefix = [44 | Hardened, 540 | Hardened];

    public static string AccountPath(int account) => string.Create(CultureInfo.InvariantCulture, $"{MasterPath}/{account}'");

    /// <summary>The 64-byte private key (seed, then public key) at a path.</summary>
    /// <exception cref="WalletException">The path is not <c>m/44'/540'</c> and up to three more hardened elements, or the seed has not 64 bytes.</exception>
    public static byte[] Derive(string path, ReadOnlySpan<byte> seed)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0)
            throw new WalletException("invalid path");
        if (seed.Length != Mnemonic.SeedSize)
            throw new WalletException("invalid seed length");
        if (!TryRead(path, out var elements))
            throw new WalletException("error deriving key");

        Span<byte> node = stackalloc byte[2 * HalfSize];
        Span<byte> data = stackalloc byte[1 + HalfSize + sizeof(uint)];
        HMACSHA512.HashData("ed25519 seed"u8, seed, node);
        foreach (uint element in elements)
        {
            data[0] = 0;
            node[..HalfSize].CopyTo(data[1..]);
            BinaryPrimitives.WriteUInt32BigEndian(data[(1 + HalfSize)..], element);
            HMACSHA512.HashData(node[HalfSize..], data, node);
        }

        byte[] key = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(node[..HalfSize], key);
        CryptographicOperations.ZeroMemory(node);
        CryptographicOperations.ZeroMemory(data);
        return key;
    }

    private static bool TryRead(string path, out uint[] elements)
    {
        elements = [];
        string[] parts = path.Split('/');
        if (parts[0] != "m" || parts.Length - 1 is < 2 or > MaxElements)
            return false;
        elements = new uint[parts.Length - 1];
        for (int i = 0; i < elements.Length; i++)
        {
            var part = parts[i + 1].AsSpan();
            if (!part.EndsWith("'"))
                return false;
            part = part[..^1];
            if (part.StartsWith("+"))
                part = part[1..];
            if (!uint.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) || number >= Hardened)
                return false;
            elements[i] = number | Hardened;
        }

        return elements.AsSpan(0, 2).SequenceEqual(Prefix);
    }
}
