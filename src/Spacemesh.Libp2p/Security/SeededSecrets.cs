using Spacemesh.Runtime;

namespace Spacemesh.Libp2p.Security;

/// <summary>Reproducible key material, for simulations only.</summary>
public sealed class SeededSecrets(IRandomSource random) : ISecretSource
{
    private readonly IRandomSource _random = random;

    public void Fill(Span<byte> destination) => _random.Fill(destination);
}
