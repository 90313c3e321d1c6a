using System.Buffers.Binary;
using System.Security.Cryptography;
using Spacemesh.Crypto.KeyExchange;

namespace Spacemesh.Libp2p.Security;

/// <summary>The running hash and chaining key of <c>Noise_XX_25519_ChaChaPoly_SHA256</c>.</summary>
internal sealed class NoiseSymmetricState
{
    public const int TagSize = 16;

    private const int HashSize = 32;

    private byte[] _hash;
    private byte[] _chainingKey;
    private byte[]? _key;
    private ulong _nonce;

    public NoiseSymmetricState(ReadOnlySpan<byte> prologue)
    {
        // The name has exactly 32 bytes, hence it is the first hash itself.
        _hash = "Noise_XX_25519_ChaChaPoly_SHA256"u8.ToArray();
        _chainingKey = _hash;
        MixHash(prologue);
    }

    public byte[] HandshakeHash => _hash;

    public static void WriteNonce(Span<byte> nonce, ulong counter)
    {
        nonce[..4].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(nonce[4..], counter);
    }

    public void MixHash(ReadOnlySpan<byte> data)
    {
        byte[] input = new byte[HashSize + data.Length];
        _hash.CopyTo(input, 0);
        data.CopyTo(input.AsSpan(HashSize));
        _hash = SHA256.HashData(input);
    }

    /// <summary>Mixes the agreement of two keys in; false when it is zero.</summary>
    public bool TryMixKey(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey)
    {
        Span<byte> secret = stackalloc byte[X25519.KeySize];
        if (!X25519.TryAgree(privateKey, publicKey, secret))
            return false;
        (_chainingKey, _key) = Derive(secret);
        _nonce = 0;
        CryptographicOperations.ZeroMemory(secret);
        return true;
    }

    public byte[] EncryptAndHash(ReadOnlySpan<byte> plaintext)
    {
        byte[] output;
        if (_key is null)
        {
            output = plaintext.ToArray();
        }
        else
        {
            output = new byte[plaintext.Length + TagSize];
            Span<byte> nonce = stackalloc byte[12];
            WriteNonce(nonce, _nonce++);
            using var cipher = new ChaCha20Poly1305(_key);
            cipher.Encrypt(nonce, plaintext, output.AsSpan(0, plaintext.Length), output.AsSpan(plaintext.Length), _hash);
        }

        MixHash(output);
        return output;
    }

    /// <summary>Null when the tag is wrong.</summary>
    public byte[]? DecryptAndHash(ReadOnlySpan<byte> data)
    {
        byte[] output;
        if (_key is null)
        {
            output = data.ToArray();
        }
        else
        {
            if (data.Length < TagSize)
                return null;
            output = new byte[data.Length - TagSize];
            Span<byte> nonce = stackalloc byte[12];
            WriteNonce(nonce, _nonce++);
            using var cipher = new ChaCha20Poly1305(_key);
            try
            {
                cipher.Decrypt(nonce, data[..^TagSize], data[^TagSize..], output, _hash);
            }
            catch (AuthenticationTagMismatchException)
            {
                return null;
            }
        }

        MixHash(data);
        return output;
    }

    /// <summary>Transport keys: initiator to responder, responder to initiator.</summary>
    public (byte[] Forward, byte[] Backward) Split() => Derive([]);

    // HKDF by hand: OpenSSL's refuses the empty input that the split needs.
    private (byte[] First, byte[] Second) Derive(ReadOnlySpan<byte> input)
    {
        byte[] key = HMACSHA256.HashData(_chainingKey, input);
        byte[] first = HMACSHA256.HashData(key, (byte[])[1]);
        return (first, HMACSHA256.HashData(key, (byte[])[.. first, 2]));
    }
}
