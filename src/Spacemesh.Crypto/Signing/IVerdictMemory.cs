using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Signing;

/// <summary>
/// Verdicts of pure checks that were made before: the same bytes get the same verdict. For simulations, where many nodes check the same
/// message; a node of its own has no use for it. Thread-safe.
/// </summary>
public interface IVerdictMemory
{
    /// <param name="check">Hash of everything that the check reads, and of its name.</param>
    /// <param name="holds">The verdict.</param>
    bool TryRecall(in Hash32 check, out bool holds);

    void Remember(in Hash32 check, bool holds);
}
