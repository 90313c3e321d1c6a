using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Addresses;

/// <summary>A peer and where it may be reached.</summary>
public sealed record PeerAddress(PeerId Id, IReadOnlyList<Multiaddr> Addresses)
{
    /// <summary>From one address that ends in <c>/p2p/ID</c>.</summary>
    public static bool TryOf(Multiaddr address, out PeerAddress? peer)
    {
        ArgumentNullException.ThrowIfNull(address);
        peer = null;
        if (address.Peer is not { } id)
            return false;
        peer = new PeerAddress(id, address.WithoutPeer() is { } rest ? [rest] : []);
        return true;
    }

    public static PeerAddress Parse(string text) =>
        TryOf(Multiaddr.Parse(text), out var peer) ? peer! : throw new FormatException($"'{text}' does not end in /p2p/ID");
}
