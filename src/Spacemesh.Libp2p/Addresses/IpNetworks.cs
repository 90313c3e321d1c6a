using System.Net;
using System.Net.Sockets;

namespace Spacemesh.Libp2p.Addresses;

/// <summary>What an IP address may be reached from.</summary>
public static class IpNetworks
{
    private static readonly IPNetwork[] Private4 =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"), IPNetwork.Parse("203.0.113.0/24"),
        IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
    ];

    private static readonly IPNetwork[] Private6 =
    [
        IPNetwork.Parse("::1/128"), IPNetwork.Parse("::/128"), IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("ff00::/8"),
        IPNetwork.Parse("2001:db8::/32"),
    ];

    /// <summary>Whether hosts anywhere on the internet can reach the address.</summary>
    public static bool IsPublic(IPAddress ip)
    {
        ArgumentNullException.ThrowIfNull(ip);
        if (ip.IsIPv4MappedToIPv6)
            ip = ip.MapToIPv4();
        var networks = ip.AddressFamily == AddressFamily.InterNetwork ? Private4 : Private6;
        return !Array.Exists(networks, network => network.Contains(ip));
    }

    /// <summary>A direct address that is public; names count as public.</summary>
    public static bool IsPublic(Multiaddr address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsCircuit)
            return false;
        return address.Ip is { } ip ? IsPublic(ip) : address.Parts.Count > 0 && address.Parts[0].Code is ProtocolCodes.Dns or ProtocolCodes.Dns4 or ProtocolCodes.Dns6 or ProtocolCodes.DnsAddr;
    }

    public static bool IsLoopback(Multiaddr address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Ip is { } ip && IPAddress.IsLoopback(ip);
    }
}
