using System.Security.Cryptography;
using Spacemesh.Crypto.Curve;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Signing;

/// <summary>One identity's private key: signs for one network and makes its VRF proofs. The key is wiped on disposal.</summary>
public sealed class EdSigner : IDisposable
{
    private readonly byte[] _privateKey;
    private readonly byte[] _prefix;
    private bool _disposed;

    /// <param name="privateKey">64 bytes: seed ‖ public key.</param>
    /// <param name="genesisId">The network.</param>
    /// <exception cref="InvalidKeyException">Wrong length, or the second half is not the public key of the first.</exception>
    public EdSigner(ReadOnlySpan<byte> privateKey, GenesisId genesisId)
        : this(privateKey, GenesisId.Span(in genesisId))
    {
    }

    /// <summary>A signer with any prefix, or none.</summary>
    public EdSigner(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> prefix)
    {
        NodeId = CheckedPublicKey(privateKey);
        _prefix = prefix.ToArray();
        _privateKey = privateKey.ToArray();
    }

    /// <summary>The public key.</summary>
    public NodeId NodeId { get; }

    /// <summary>Signs prefix ‖ domain ‖ message.</summary>
    public EdSignature Sign(SigningDomain domain, ReadOnlySpan<byte> message)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var buffer = new MessageBuffer(checked(_prefix.Length + 1 + message.Length), stackalloc byte[MessageBuffer.StackSize]);
        _prefix.CopyTo(buffer.Bytes);
        buffer.Bytes[_prefix.Length] = (byte)domain;
        message.CopyTo(buffer.Bytes[(_prefix.Length + 1)..]);
        return Ed25519.Sign(_privateKey, buffer.Bytes);
    }

    /// <summary>The VRF of the same key; it owns a copy of the key.</summary>
    public VrfSigner CreateVrfSigner()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new VrfSigner(_privateKey);
    }

    /// <summary>Writes the 64-byte private key, for a key file.</summary>
    public void CopyPrivateKey(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _privateKey.CopyTo(destination);
    }

    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_privateKey);
    }

    public override string ToString() => NodeId.ToString();

    /// <summary>The public key of a 64-byte private key whose halves fit.</summary>
    internal static NodeId CheckedPublicKey(ReadOnlySpan<byte> privateKey)
    {
        if (privateKey.Length != Ed25519.PrivateKeySize)
            throw new InvalidKeyException("could not create EdSigner: invalid key length");
        var publicKey = Ed25519.PublicKey(privateKey[..Ed25519.SeedSize]);
        if (!CryptographicOperations.FixedTimeEquals(NodeId.Span(in publicKey), privateKey[Ed25519.SeedSize..]))
            throw new InvalidKeyException("private and public do not match");
        return publicKey;
    }
}
