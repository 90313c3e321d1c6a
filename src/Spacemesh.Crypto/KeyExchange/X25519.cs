using Spacemesh.Crypto.Signing;

namespace Spacemesh.Crypto.KeyExchange;

/// <summary>Diffie-Hellman over Curve25519 (RFC 7748), in constant time.</summary>
public static class X25519
{
    public const int KeySize = 32;

    public static byte[] PublicKey(ReadOnlySpan<byte> privateKey)
    {
        Check(privateKey, nameof(privateKey));
        byte[] publicKey = new byte[KeySize];
        Libsodium.MultiplyMontgomeryBase(publicKey, privateKey);
        return publicKey;
    }

    /// <summary>Writes the shared secret; false when the peer's key has small order, which makes the secret zero.</summary>
    public static bool TryAgree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> peerPublicKey, Span<byte> secret)
    {
        Check(privateKey, nameof(privateKey));
        Check(peerPublicKey, nameof(peerPublicKey));
        if (secret.Length != KeySize)
            throw new ArgumentException($"{secret.Length} bytes given, a secret has {KeySize}", nameof(secret));
        return Libsodium.MultiplyMontgomery(secret, privateKey, peerPublicKey);
    }

    private static void Check(ReadOnlySpan<byte> key, string name)
    {
        if (key.Length != KeySize)
            throw new ArgumentException($"{key.Length} bytes given, a key has {KeySize}", name);
    }
}
