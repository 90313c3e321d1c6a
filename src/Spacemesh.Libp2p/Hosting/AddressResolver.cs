using System.Net.Sockets;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>Turns addresses that begin with a name into ones that begin with an IP.</summary>
internal sealed class AddressResolver(INameResolver names)
{
    private const int MaximumDepth = 4;
    private const int MaximumResults = 32;

    public async ValueTask<IReadOnlyList<Multiaddr>> ResolveAsync(IEnumerable<Multiaddr> addresses, PeerId peer, CancellationToken cancellationToken)
    {
        var resolved = new List<Multiaddr>();
        foreach (var address in addresses)
            await ResolveAsync(address, peer, resolved, MaximumDepth, cancellationToken);
        return resolved;
    }

    private async ValueTask ResolveAsync(Multiaddr address, PeerId peer, List<Multiaddr> resolved, int depth, CancellationToken cancellationToken)
    {
        if (resolved.Count >= MaximumResults || address.Parts.Count == 0)
            return;
        var first = address.Parts[0];
        string name = System.Text.Encoding.UTF8.GetString(first.Value.Span);
        switch (first.Code)
        {
            case ProtocolCodes.Dns or ProtocolCodes.Dns4 or ProtocolCodes.Dns6:
                foreach (var ip in await names.ResolveAsync(name, cancellationToken))
                {
                    bool wanted = first.Code == ProtocolCodes.Dns || ip.AddressFamily == (first.Code == ProtocolCodes.Dns4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6);
                    if (wanted && resolved.Count < MaximumResults)
                        Add(resolved, address.WithIp(ip));
                }

                break;
            case ProtocolCodes.DnsAddr:
                if (depth == 0)
                    return;
                foreach (string text in await names.ResolveTextAsync($"_dnsaddr.{name}", cancellationToken))
                {
                    if (text.StartsWith("dnsaddr=", StringComparison.Ordinal) && Multiaddr.TryParse(text["dnsaddr=".Length..], out var next)
                        && (next!.Peer is null || next.Peer == peer) && next.WithoutPeer() is { } bare)
                        await ResolveAsync(bare, peer, resolved, depth - 1, cancellationToken);
                }

                break;
            default:
                Add(resolved, address);
                break;
        }
    }

    private static void Add(List<Multiaddr> resolved, Multiaddr address)
    {
        if (!resolved.Contains(address))
            resolved.Add(address);
    }
}
