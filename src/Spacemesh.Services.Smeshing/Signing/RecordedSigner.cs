using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Ports.Signing;

namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>One identity's key behind the signing record. Made by <see cref="SignerSet"/>, which owns the key.</summary>
internal sealed class RecordedSigner : ISigner, IDisposable
{
    private readonly EdSigner _signer;
    private readonly VrfSigner _vrf;
    private readonly SigningRecord _record;
    private readonly Func<NodeId, string?> _whyHeldBack;

    public RecordedSigner(EdSigner signer, SigningRecord record, Func<NodeId, string?> whyHeldBack)
    {
        _signer = signer;
        _vrf = signer.CreateVrfSigner();
        _record = record;
        _whyHeldBack = whyHeldBack;
    }

    public NodeId NodeId => _signer.NodeId;

    public EdSignature Sign(SigningDomain domain, ReadOnlySpan<byte> message, SigningSlot slot)
    {
        _record.Save(Enter(domain, message, slot));
        return Make(domain, message);
    }

    public VrfSignature Prove(ReadOnlySpan<byte> message) => _vrf.Prove(message);

    public void Dispose()
    {
        _vrf.Dispose();
        _signer.Dispose();
    }

    /// <summary>Takes the slot; the signature may be made once the record is saved up to the returned ticket.</summary>
    internal long Enter(SigningDomain domain, ReadOnlySpan<byte> message, SigningSlot slot)
    {
        if (slot.Kind == SigningSlotKind.Unbound)
            return 0;
        if (_whyHeldBack(NodeId) is { } reason)
            throw new SlotTakenException(NodeId, slot, reason);
        return _record.Enter(NodeId, slot, SigningRecord.Digest(domain, message));
    }

    internal EdSignature Make(SigningDomain domain, ReadOnlySpan<byte> message) => _signer.Sign(domain, message);
}
