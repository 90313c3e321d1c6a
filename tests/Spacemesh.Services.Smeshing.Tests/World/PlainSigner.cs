using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Ports.Signing;

namespace Spacemesh.Services.Smeshing.Tests.World;

/// <summary>A key without a record; counts what it signs for which slot.</summary>
internal sealed class PlainSigner(EdSigner signer) : ISigner
{
    private readonly VrfSigner _vrf = signer.CreateVrfSigner();

    public NodeId NodeId => signer.NodeId;

    public EdSignature Sign(SigningDomain domain, ReadOnlySpan<byte> message, SigningSlot slot) => signer.Sign(domain, message);

    public VrfSignature Prove(ReadOnlySpan<byte> message) => _vrf.Prove(message);
}
