using Spacemesh.Ports.Network;

namespace Spacemesh.Ports.Api;

/// <summary>The node's own side of the network (spec 09a §5.8).</summary>
/// <param name="Id">The node's peer id.</param>
/// <param name="ListenAddresses">Multiaddresses.</param>
/// <param name="KnownAddresses">Multiaddresses that others can reach it under.</param>
/// <param name="UdpNat">NAT in front of UDP.</param>
/// <param name="TcpNat">NAT in front of TCP.</param>
/// <param name="Reachability">Whether others reach it.</param>
/// <param name="DhtServer">Whether it answers DHT queries.</param>
/// <param name="Traffic">By protocol, with <c>__total__</c> and <c>__other__</c>.</param>
public sealed record NetworkReport(
    PeerId Id,
    IReadOnlyList<string> ListenAddresses,
    IReadOnlyList<string> KnownAddresses,
    NatKind UdpNat,
    NatKind TcpNat,
    ReachabilityKind Reachability,
    bool DhtServer,
    IReadOnlyDictionary<string, TrafficReport> Traffic)
{
    /// <summary>Outside addresses that the router passes on to the node.</summary>
    public IReadOnlyList<string> MappedAddresses { get; init; } = [];

    /// <summary>In words: whether peers can dial the node, and what to do so that they can. Empty where nothing is known.</summary>
    public string Dialability { get; init; } = "";
}
