using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Ports.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>A key of the simulation, an identity of a node or of the adversary. It refuses to sign two messages for one slot.</summary>
public sealed class Smesher : ISigner, IDisposable
{
    private readonly EdSigner _signer;
    private readonly VrfSigner _prover;
    private readonly Dictionary<SigningSlot, byte[]> _slots = [];

    public Smesher(int number, ulong weight, GenesisId genesis)
    {
        Number = number;
        Weight = weight;
        Span<byte> seed = stackalloc byte[Ed25519.SeedSize];
        seed.Clear();
        BitConverter.TryWriteBytes(seed, number);
        byte[] key = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(seed, key);
        _signer = new EdSigner(key, genesis);
        _prover = _signer.CreateVrfSigner();
        Atx = AtxId.FromBytes([.. BitConverter.GetBytes(number), 0xa7, .. new byte[27]]);
    }

    public int Number { get; }

    public ulong Weight { get; }

    /// <summary>Its ATX, for the epoch of the simulation.</summary>
    public AtxId Atx { get; }

    public NodeId NodeId => _signer.NodeId;

    public EdSignature Sign(SigningDomain domain, ReadOnlySpan<byte> message, SigningSlot slot)
    {
        if (!_slots.TryGetValue(slot, out byte[]? signed))
            _slots.Add(slot, message.ToArray());
        else if (!message.SequenceEqual(signed))
            throw new SlotTakenException(NodeId, slot, "another message was signed");
        return _signer.Sign(domain, message);
    }

    /// <summary>Signs whatever an adversary wants.</summary>
    public EdSignature SignAnything(ReadOnlySpan<byte> message) => _signer.Sign(SigningDomain.Hare, message);

    public VrfSignature Prove(ReadOnlySpan<byte> message) => _prover.Prove(message);

    public void Dispose()
    {
        _signer.Dispose();
        _prover.Dispose();
    }
}
