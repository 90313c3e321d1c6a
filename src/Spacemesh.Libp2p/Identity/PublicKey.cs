using System.Security.Cryptography;
using Spacemesh.Crypto.Signing;
using Spacemesh.Libp2p.Encoding;

namespace Spacemesh.Libp2p.Identity;

/// <summary>A peer's public identity key of any kind, with its protobuf form (spec 08 §2.1).</summary>
public sealed class PublicKey : IEquatable<PublicKey>
{
    private const int MaximumSize = 4096;
    private const int MinimumRsaBits = 2048;
    private const int MaximumRsaBits = 8192;

    private readonly byte[] _data;
    private readonly byte[] _encoded;

    private PublicKey(KeyType type, byte[] data)
    {
        Type = type;
        _data = data;
        _encoded = new ProtoWriter(data.Length + 8).Number(1, (ulong)type).Bytes(2, data).ToArray();
    }

    public KeyType Type { get; }

    /// <summary>32 bytes of Ed25519, 33 of compressed secp256k1, or a DER SubjectPublicKeyInfo.</summary>
    public ReadOnlySpan<byte> Data => _data;

    /// <summary>The protobuf message <c>PublicKey</c>.</summary>
    public ReadOnlySpan<byte> Encoded => _encoded;

    public static PublicKey FromEd25519(ReadOnlySpan<byte> key)
    {
        if (key.Length != Ed25519.PublicKeySize)
            throw new ArgumentException($"{key.Length} bytes given, an Ed25519 key has {Ed25519.PublicKeySize}", nameof(key));
        return new PublicKey(KeyType.Ed25519, key.ToArray());
    }

    /// <summary>Reads the protobuf form; false when it is malformed, of an unknown kind, or not a key of its kind.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, out PublicKey? key)
    {
        key = null;
        if (encoded.Length > MaximumSize || !TryReadFields(encoded, out var type, out var data))
            return false;
        bool valid = type switch
        {
            KeyType.Ed25519 => data.Length == Ed25519.PublicKeySize,
            KeyType.Secp256k1 => Secp256k1Key.IsValid(data),
            KeyType.Ecdsa => IsEcdsa(data),
            KeyType.Rsa => IsRsa(data),
            _ => false,
        };
        if (valid)
            key = new PublicKey(type, data.ToArray());
        return valid;
    }

    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        try
        {
            return Type switch
            {
                KeyType.Ed25519 => Ed25519.Verify(_data, message, signature),
                KeyType.Secp256k1 => Secp256k1Key.Verify(_data, message, signature),
                KeyType.Ecdsa => VerifyEcdsa(message, signature),
                KeyType.Rsa => VerifyRsa(message, signature),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public bool Equals(PublicKey? other) => other is not null && _encoded.AsSpan().SequenceEqual(other._encoded);

    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_encoded);
        return hash.ToHashCode();
    }

    internal static bool TryReadFields(ReadOnlySpan<byte> encoded, out KeyType type, out ReadOnlySpan<byte> data)
    {
        ulong number = 0;
        data = default;
        bool found = false;
        var reader = new ProtoReader(encoded);
        while (reader.Next())
        {
            if (reader.IsNumber(1))
                number = reader.Number;
            else if (reader.IsBytes(2))
            {
                data = reader.Bytes;
                found = true;
            }
        }

        type = (KeyType)number;
        return !reader.Malformed && found && number <= (ulong)KeyType.Ecdsa;
    }

    private static bool IsEcdsa(ReadOnlySpan<byte> data)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(data, out int read);
            return read == data.Length;
        }
        catch (Exception exception) when (exception is CryptographicException or PlatformNotSupportedException)
        {
            return false;
        }
    }

    private static bool IsRsa(ReadOnlySpan<byte> data)
    {
        try
        {
            using var key = RSA.Create();
            key.ImportSubjectPublicKeyInfo(data, out int read);
            return read == data.Length && key.KeySize is >= MinimumRsaBits and <= MaximumRsaBits;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private bool VerifyEcdsa(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_data, out _);
        return key.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private bool VerifyRsa(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(_data, out _);
        return key.VerifyData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
