using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Ports.Chain;

/// <summary>Takes certificates that peers gave (spec 05 §9.3).</summary>
public interface ICertificateIntake
{
    /// <summary>
    /// Validates and stores a certificate. Accepted: it is the layer's only valid one, and the caller fetches its block and tells the mesh.
    /// Ignored: it is invalid, or one of several valid ones, of which the mesh has heard by then.
    /// </summary>
    ValueTask<Verdict> AdoptAsync(LayerId layer, Certificate certificate, CancellationToken cancellationToken = default);
}
