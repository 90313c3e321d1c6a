using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Kademlia;
using Spacemesh.Libp2p.Ping;

namespace Spacemesh.Net.Hosting;

/// <summary>Pings one peer for ever: finds it in the DHT, connects, keeps the connection, counts (spec 08 §3.2 <c>ping-peers</c>).</summary>
internal sealed class PeerPings(Host host, KademliaService? dht, PeerId peer, TimeSpan interval, ILogger logger)
{
    private const string Tag = "spacemesh-ping";

    private long _successes;
    private long _failures;

    public PeerId Peer => peer;

    public long Successes => Interlocked.Read(ref _successes);

    public long Failures => Interlocked.Read(ref _failures);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        host.Tags.Protect(peer, Tag);
        while (true)
        {
            try
            {
                if (host.StateOf(peer) == ConnectionState.NotConnected)
                {
                    var found = dht is null ? null : await dht.FindPeerAsync(peer, cancellationToken);
                    await host.ConnectAsync(found ?? new Libp2p.Addresses.PeerAddress(peer, host.Peers.Addresses(peer)), cancellationToken);
                }

                await foreach (var roundTrip in PingService.PingAsync(host, peer, interval, cancellationToken))
                {
                    Interlocked.Increment(ref _successes);
                    logger.Pinged(peer, roundTrip);
                }
            }
            catch (Libp2pException exception)
            {
                Interlocked.Increment(ref _failures);
                logger.PingFailed(peer, exception.Message);
            }

            await Task.Delay(interval, host.Options.Time, cancellationToken);
        }
    }
}
