using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Primitives;

namespace Spacemesh.Beacons;

/// <summary>The checks, computed.</summary>
public sealed class BeaconChecks(EdVerifier verifier) : IBeaconChecks
{
    public bool IsSigned(SigningDomain domain, NodeId sender, ReadOnlySpan<byte> signed, in EdSignature signature) =>
        verifier.Verify(domain, in sender, signed, in signature);

    public bool IsProof(NodeId sender, ReadOnlySpan<byte> alpha, in VrfSignature proof) => VrfVerifier.Verify(in sender, alpha, in proof);
}
