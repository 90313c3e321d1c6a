using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Certifier;

/// <summary>
/// A certificate to store, in one transaction with what it makes of the layer's other blocks (spec 05 §9.3). Where several stay valid the
/// tortoise is told the zero id.
/// </summary>
/// <param name="Layer">The layer.</param>
/// <param name="Certificate">To insert as valid, or to fill into the row of its block.</param>
/// <param name="Valid">Other blocks to mark valid: their certificates hold too.</param>
/// <param name="Invalid">Other blocks to mark invalid: without certificate, or with one that does not hold any more.</param>
public sealed record CertificateAdoption(LayerId Layer, Certificate Certificate, IReadOnlyList<BlockId> Valid, IReadOnlyList<BlockId> Invalid)
{
    /// <summary>Several valid certificates: the layer has no usable output.</summary>
    public bool IsContested => Valid.Count > 0;
}
