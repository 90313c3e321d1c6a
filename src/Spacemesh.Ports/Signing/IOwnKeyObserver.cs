using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Ports.Signing;

/// <summary>
/// Hears of every message on the network that one of the node's own keys signed, so that a copy of the key at work elsewhere is noticed.
/// The intakes call it once a signature is verified. Quick, does not fail, called from any thread.
/// </summary>
public interface IOwnKeyObserver
{
    /// <summary>Whether the identity is one of the node's: nothing else need be reported.</summary>
    bool IsOwn(NodeId identity);

    /// <param name="identity">The signer.</param>
    /// <param name="domain">The domain that it signed in.</param>
    /// <param name="message">What it signed.</param>
    /// <param name="slot">The occasion.</param>
    void Seen(NodeId identity, SigningDomain domain, ReadOnlySpan<byte> message, SigningSlot slot);
}
