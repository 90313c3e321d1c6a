using System.Security.Cryptography;
using Spacemesh.Crypto.Signing;
using Spacemesh.Libp2p.Encoding;

namespace Spacemesh.Libp2p.Identity;

/// <summary>A host's own Ed25519 key pair. The private bytes never leave except through <see cref="EncodePrivate"/>.</summary>
public sealed class IdentityKey
{
    private readonly byte[] _privateKey;

    private IdentityKey(byte[] privateKey)
    {
        _privateKey = privateKey;
        PublicKey = PublicKey.FromEd25519(privateKey.AsSpan(Ed25519.SeedSize));
        Id = PeerId.Of(PublicKey);
    }

    public PublicKey PublicKey { get; }

    public PeerId Id { get; }

    public static IdentityKey FromSeed(ReadOnlySpan<byte> seed)
    {
        byte[] privateKey = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(seed, privateKey);
        return new IdentityKey(privateKey);
    }

    /// <summary>
    /// Reads the protobuf <c>PrivateKey</c>: Ed25519 with 64 bytes (seed ‖ public) or the older 96 (seed ‖ public ‖ public); false for
    /// everything else, and when the public part does not belong to the seed.
    /// </summary>
    public static bool TryDecodePrivate(ReadOnlySpan<byte> encoded, out IdentityKey? key)
    {
        key = null;
        if (!PublicKey.TryReadFields(encoded, out var type, out var data) || type != KeyType.Ed25519)
            return false;
        if (data.Length == Ed25519.PrivateKeySize + Ed25519.PublicKeySize)
        {
            if (!CryptographicOperations.FixedTimeEquals(data[Ed25519.SeedSize..Ed25519.PrivateKeySize], data[Ed25519.PrivateKeySize..]))
                return false;
            data = data[..Ed25519.PrivateKeySize];
        }

        if (data.Length != Ed25519.PrivateKeySize)
            return false;
        byte[] privateKey = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(data[..Ed25519.SeedSize], privateKey);
        if (!CryptographicOperations.FixedTimeEquals(data, privateKey))
            return false;
        key = new IdentityKey(privateKey);
        return true;
    }

    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signature = Ed25519.Sign(_privateKey, message);
        return Primitives.EdSignature.Span(in signature).ToArray();
    }

    /// <summary>The protobuf <c>PrivateKey</c>: secret.</summary>
    public byte[] EncodePrivate() => new ProtoWriter(72).Number(1, (ulong)KeyType.Ed25519).Bytes(2, _privateKey).ToArray();
}
