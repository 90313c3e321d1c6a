using Spacemesh.Crypto.KeyExchange;

namespace Spacemesh.Libp2p.Security;

/// <summary>An X25519 key pair of one handshake.</summary>
public sealed class NoiseKeyPair
{
    public NoiseKeyPair(ReadOnlySpan<byte> privateKey)
    {
        PrivateKey = privateKey.ToArray();
        PublicKey = X25519.PublicKey(privateKey);
    }

    public byte[] PublicKey { get; }

    internal byte[] PrivateKey { get; }

    public static NoiseKeyPair Create(ISecretSource secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        Span<byte> key = stackalloc byte[X25519.KeySize];
        secrets.Fill(key);
        return new NoiseKeyPair(key);
    }
}
