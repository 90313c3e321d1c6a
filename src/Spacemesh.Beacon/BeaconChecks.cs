using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Primitives;

namespace Spacemesh.Beacons;

/// <summary>The checks, computed.</summary>
/// <param name="verifier">Of the network.</param>
/// <param name="memory">Verdicts of simulated nodes; null in a node of its own.</param>
public sealed class BeaconChecks(EdVerifier verifier, IVerdictMemory? memory = null) : IBeaconChecks
{
    public bool IsSigned(SigningDomain domain, NodeId sender, ReadOnlySpan<byte> signed, in EdSignature signature) =>
        verifier.Verify(domain, in sender, signed, in signature);

    public bool IsProof(NodeId sender, ReadOnlySpan<byte> alpha, in VrfSignature proof) => VrfVerifier.Verify(in sender, alpha, in proof, memory);
}
