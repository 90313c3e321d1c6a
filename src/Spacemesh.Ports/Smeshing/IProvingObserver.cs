using Spacemesh.Primitives;

namespace Spacemesh.Ports.Smeshing;

/// <summary>Hears when proofs are being made, to leave them the machine. Quick, does not fail, called from any thread.</summary>
public interface IProvingObserver
{
    void ProvingStarted(NodeId identity);

    /// <summary>With or without a proof.</summary>
    void ProvingEnded(NodeId identity);

    /// <summary>A proof was made.</summary>
    /// <param name="identity">Whose.</param>
    /// <param name="units">Size of its data.</param>
    /// <param name="took">From the request to the proof.</param>
    void Proved(NodeId identity, uint units, TimeSpan took)
    {
    }
}
