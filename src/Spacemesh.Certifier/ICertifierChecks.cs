using Spacemesh.Eligibility;
using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Certifier;

/// <summary>The checks that cost time or need the node's state; an owner may compute them ahead or once for many nodes.</summary>
public interface ICertifierChecks
{
    /// <summary>Whether the beacon of a layer's epoch is known.</summary>
    bool HasBeacon(LayerId layer);

    bool IsSigned(in CertifyMessage message);

    /// <summary>Whether the smesher has the seats that it claims, 0 seats among them; false with a failure where that cannot be said.</summary>
    bool IsEligible(in CertifyMessage message, out OracleFailure? failure);
}
