using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Ports.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Consensus.Tests.Beacons;

/// <summary>An identity made from a number. It keeps the promise of the port: one message a slot.</summary>
internal sealed class KeySigner : ISigner
{
    private readonly EdSigner _key;
    private readonly VrfSigner _prover;
    private readonly Dictionary<SigningSlot, byte[]> _signed = [];

    public KeySigner(int number, GenesisId genesis)
    {
        byte[] seed = new byte[Ed25519.SeedSize];
        BitConverter.TryWriteBytes(seed, number);
        byte[] bytes = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(seed, bytes);
        _key = new EdSigner(bytes, genesis);
        _prover = _key.CreateVrfSigner();
    }

    public NodeId NodeId => _key.NodeId;

    public EdSignature Sign(SigningDomain domain, ReadOnlySpan<byte> message, SigningSlot slot)
    {
        if (!_signed.TryAdd(slot, message.ToArray()) && !message.SequenceEqual(_signed[slot]))
            throw new SlotTakenException(NodeId, slot, "another message was signed");
        return _key.Sign(domain, message);
    }

    /// <summary>What an equivocator signs beside it.</summary>
    public EdSignature SignAnything(SigningDomain domain, ReadOnlySpan<byte> message) => _key.Sign(domain, message);

    public VrfSignature Prove(ReadOnlySpan<byte> message) => _prover.Prove(message);
}
