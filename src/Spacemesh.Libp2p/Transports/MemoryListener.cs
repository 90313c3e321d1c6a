using System.Net;
using System.Threading.Channels;
using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Transports;

/// <summary>Accepts the connections to one address of a <see cref="MemoryNetwork"/>.</summary>
internal sealed class MemoryListener(MemoryNetwork network, IPEndPoint endPoint, Channel<ITransportConnection> channel) : ITransportListener
{
    public Multiaddr Address { get; } = Multiaddr.OfTcp(endPoint);

    public async ValueTask<ITransportConnection?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await channel.Reader.WaitToReadAsync(cancellationToken))
        {
            if (channel.Reader.TryRead(out var connection))
                return connection;
        }

        return null;
    }

    public ValueTask DisposeAsync()
    {
        network.Remove(endPoint);
        channel.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }
}
