using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Beacons;

/// <summary>A message that counts if its signature or proof holds: check it anywhere, then give the answer to the machine.</summary>
public sealed class PendingBeaconMessage
{
    private readonly NodeId _sender;
    private readonly byte[] _text;
    private readonly SigningDomain _domain;
    private readonly EdSignature _signature;
    private readonly VrfSignature? _proof;

    internal PendingBeaconMessage(NodeId sender, byte[] alpha, VrfSignature proof, Verdict forged, Func<Verdict> admit)
    {
        (_sender, _text, _proof) = (sender, alpha, proof);
        (Forged, Admit) = (forged, admit);
    }

    internal PendingBeaconMessage(NodeId sender, SigningDomain domain, byte[] signed, EdSignature signature, Verdict forged, Func<Verdict> admit)
    {
        (_sender, _text, _domain, _signature) = (sender, signed, domain, signature);
        (Forged, Admit) = (forged, admit);
    }

    /// <summary>A proposal of an identity with a malfeasance proof.</summary>
    public bool IsProposalOfMalicious { get; internal init; }

    internal Verdict Forged { get; }

    internal Func<Verdict> Admit { get; }

    /// <summary>Whether the signature or the proof holds. Takes most of the time of a message; safe on any thread.</summary>
    public bool IsAuthentic(IBeaconChecks checks) => _proof is { } proof
        ? checks.IsProof(_sender, _text, in proof)
        : checks.IsSigned(_domain, _sender, _text, in _signature);
}
