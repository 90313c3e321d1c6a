using System.Net;
using System.Net.Sockets;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>The operating system's resolver. It knows no TXT records, so <c>/dnsaddr</c> needs another one.</summary>
public sealed class SystemNameResolver : INameResolver
{
    public static SystemNameResolver Instance { get; } = new();

    public async ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken = default)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(name, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return [];
        }
    }

    public ValueTask<IReadOnlyList<string>> ResolveTextAsync(string name, CancellationToken cancellationToken = default) => new([]);
}
