using Spacemesh.Primitives;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Ports.Smeshing;

/// <summary>Takes in PoET proofs that this node downloaded itself (spec 03 §14.4).</summary>
public interface IPoetProofs
{
    /// <summary>Verifies and stores a proof. One whose reference is known is accepted as it is; what else the message holds does not matter then.</summary>
    Task<Verdict> TakeAsync(PoetProofMessage message, CancellationToken cancellationToken = default);
}
