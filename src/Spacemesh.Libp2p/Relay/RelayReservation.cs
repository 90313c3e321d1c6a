using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Relay;

/// <summary>A place at a relay.</summary>
public sealed record RelayReservation(DateTimeOffset Expires, IReadOnlyList<Multiaddr> Addresses, byte[]? Voucher);
