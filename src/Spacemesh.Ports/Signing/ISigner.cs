using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Ports.Signing;

/// <summary>One identity of the node. Thread-safe.</summary>
public interface ISigner
{
    NodeId NodeId { get; }

    /// <summary>
    /// Signs genesis id ‖ domain ‖ message. The slot and the message are on record before the signature leaves; signing the same message
    /// again gives the same signature.
    /// </summary>
    /// <exception cref="SlotTakenException">Another message was signed for the slot.</exception>
    EdSignature Sign(SigningDomain domain, ReadOnlySpan<byte> message, SigningSlot slot);

    /// <summary>The VRF proof of a message; deterministic, so it needs no slot.</summary>
    VrfSignature Prove(ReadOnlySpan<byte> message);
}
