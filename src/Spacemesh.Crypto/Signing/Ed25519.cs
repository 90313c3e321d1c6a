using System.Security.Cryptography;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Signing;

/// <summary>
/// Ed25519 over complete messages, without prefix. Verification follows the network's rules: cofactored, canonical encodings only,
/// small-order R allowed, small-order A refused (spec 01 §3.4).
/// </summary>
public static class Ed25519
{
    public const int SeedSize = 32;
    public const int PublicKeySize = 32;
    public const int PrivateKeySize = 64;
    public const int SignatureSize = 64;

    /// <summary>The public key of a 32-byte seed.</summary>
    public static NodeId PublicKey(ReadOnlySpan<byte> seed)
    {
        Span<byte> privateKey = stackalloc byte[PrivateKeySize];
        ExpandSeed(seed, privateKey);
        var publicKey = NodeId.FromBytes(privateKey[SeedSize..]);
        CryptographicOperations.ZeroMemory(privateKey);
        return publicKey;
    }

    /// <summary>Writes the 64-byte private key of a 32-byte seed: the seed, then its public key.</summary>
    public static void ExpandSeed(ReadOnlySpan<byte> seed, Span<byte> privateKey)
    {
        if (seed.Length != SeedSize)
            throw new ArgumentException($"{seed.Length} bytes given, a seed has {SeedSize}", nameof(seed));
        if (privateKey.Length != PrivateKeySize)
            throw new ArgumentException($"{privateKey.Length} bytes given, a private key has {PrivateKeySize}", nameof(privateKey));
        Span<byte> publicKey = stackalloc byte[PublicKeySize];
        Libsodium.KeyPair(publicKey, privateKey, seed);
    }

    /// <summary>Signs a complete message (RFC 8032) in constant time.</summary>
    public static EdSignature Sign(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> message)
    {
        if (privateKey.Length != PrivateKeySize)
            throw new InvalidKeyException("invalid key length");
        Span<byte> signature = stackalloc byte[SignatureSize];
        Libsodium.Sign(signature, message, privateKey);
        return EdSignature.FromBytes(signature);
    }

    public static bool Verify(in NodeId publicKey, ReadOnlySpan<byte> message, in EdSignature signature) =>
        Verify(NodeId.Span(in publicKey), message, EdSignature.Span(in signature));

    /// <summary>False for every signature that the network refuses, whatever the lengths of the arguments.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        VerifyParts(publicKey, message, default, signature);

    /// <summary>Verifies a signature of <paramref name="prefix"/> ‖ <paramref name="message"/>.</summary>
    internal static bool VerifyParts(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (!SignatureEquation.TryRead(publicKey, prefix, message, signature, out var equation))
            return false;
        return equation.Holds();
    }

    /// <summary>
    /// Whether every signature is valid on its own. An empty batch is invalid. A batch that fails as a whole is false without telling which
    /// entry is at fault: verify one by one to know.
    /// </summary>
    public static bool VerifyBatch(ReadOnlySpan<EdBatchEntry> entries) => SignatureBatch.Verify(entries);
}
