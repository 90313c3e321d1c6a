using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Nat;

namespace Spacemesh.Net.Hosting;

/// <summary>Says in words whether peers can dial the node, and what to do so that they can.</summary>
public static class Dialability
{
    /// <param name="reachability">What peers found.</param>
    /// <param name="listening">Where the node listens, with the real ports.</param>
    /// <param name="mapped">Addresses that the router passes on.</param>
    /// <param name="asksRouter">Whether the router was asked.</param>
    /// <param name="isPrivateNetwork">Whether all peers are in the same private network.</param>
    public static string Describe(Reachability reachability, IReadOnlyList<Multiaddr> listening, IReadOnlyList<Multiaddr> mapped, bool asksRouter, bool isPrivateNetwork)
    {
        ArgumentNullException.ThrowIfNull(listening);
        ArgumentNullException.ThrowIfNull(mapped);
        string ports = string.Join(" and ", listening.Select(address => $"{(address.Has(ProtocolCodes.Udp) ? "UDP" : "TCP")} port {address.Port}").Distinct());
        if (ports.Length == 0)
            return "not dialable: the node listens nowhere (p2p.listen); it works with the connections that it makes itself";
        string passed = mapped.Count == 0 ? "" : $"the router passes {string.Join(", ", mapped)} on to the node";
        if (reachability == Reachability.Public)
            return mapped.Count == 0 ? "dialable: peers reach the node" : $"dialable: {passed}";
        if (listening.All(address => address.Ip is { } ip && System.Net.IPAddress.IsLoopback(ip)))
            return $"dialable from this machine only: the node listens at a loopback address ({ports})";
        if (isPrivateNetwork)
            return $"private network: peers need {ports} of this machine";
        string open = $"open {ports} in the firewall and forward {(listening.Count > 1 ? "them" : "it")} on the router to this machine";
        if (reachability == Reachability.Unknown)
        {
            return mapped.Count == 0
                ? $"not known yet whether peers can dial the node; should they not: {open}"
                : $"not known yet whether peers can dial the node, but {passed}";
        }

        return mapped.Count == 0
            ? $"not dialable: {open}{(asksRouter ? ", or switch on UPnP or NAT-PMP there" : ", or let the node ask the router (p2p.disable-natport false)")}; until then it works with the connections that it makes itself"
            : $"not dialable although {passed}: another router or a firewall before it blocks {ports}";
    }
}
