// A handshake needs fresh keys that nobody can guess: this is the edge where they are made, everything else takes an ISecretSource.
#pragma warning disable RS0030
using System.Security.Cryptography;

namespace Spacemesh.Libp2p.Security;

/// <summary>Key material of the operating system.</summary>
public sealed class SystemSecrets : ISecretSource
{
    public static SystemSecrets Instance { get; } = new();

    public void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
