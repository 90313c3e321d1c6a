using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>Listening at any address means listening at each of the machine's own.</summary>
internal static class InterfaceAddresses
{
    public static IEnumerable<Multiaddr> Expand(IEnumerable<Multiaddr> listening)
    {
        foreach (var address in listening)
        {
            if (address.Ip is not { } ip || !(ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)))
            {
                yield return address;
                continue;
            }

            foreach (var own in Own(ip.AddressFamily))
                yield return address.WithIp(own);
        }
    }

    private static List<IPAddress> Own(AddressFamily family)
    {
        try
        {
            return
            [
                .. NetworkInterface.GetAllNetworkInterfaces()
                    .Where(card => card.OperationalStatus == OperationalStatus.Up)
                    .SelectMany(card => card.GetIPProperties().UnicastAddresses)
                    .Select(entry => entry.Address)
                    .Where(ip => ip.AddressFamily == family && !ip.IsIPv6LinkLocal),
            ];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }
}
