using Spacemesh.Libp2p.Security;

namespace Spacemesh.Libp2p.Tests.Vectors;

/// <summary>Hands out the keys of a recorded handshake, one after the other.</summary>
internal sealed class RecordedSecrets(params byte[][] keys) : ISecretSource
{
    private int _next;

    public void Fill(Span<byte> destination) => keys[_next++].CopyTo(destination);
}
