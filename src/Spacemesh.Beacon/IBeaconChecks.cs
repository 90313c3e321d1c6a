using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Beacons;

/// <summary>
/// The checks of a message that cost time. Their answers are functions of bytes, so an owner may compute them elsewhere, or once for many
/// nodes. Thread-safe.
/// </summary>
public interface IBeaconChecks
{
    bool IsSigned(SigningDomain domain, NodeId sender, ReadOnlySpan<byte> signed, in EdSignature signature);

    bool IsProof(NodeId sender, ReadOnlySpan<byte> alpha, in VrfSignature proof);
}
