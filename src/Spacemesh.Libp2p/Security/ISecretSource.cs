namespace Spacemesh.Libp2p.Security;

/// <summary>Where fresh key material comes from: the system, or a seed in a simulation.</summary>
public interface ISecretSource
{
    void Fill(Span<byte> destination);
}
