#pragma warning disable VSTHRD002 // A benchmark's operation is synchronous.
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Net.Fetching;
using Spacemesh.Net.Hosting;
using Spacemesh.Net.Requests;
using Spacemesh.Net.Servers;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Runtime;

namespace Spacemesh.Bench.Network;

/// <summary>A node that serves a database and one that asks it, over TCP on this machine, with the limits of the mainnet.</summary>
internal sealed class LoopbackPair : IDisposable
{
    private readonly FetchServers _servers;

    public LoopbackPair(IStateDatabase served)
    {
        Server = Start(1);
        Client = Start(2);
        _servers = new FetchServers(Server.Requests, served, _ => null);
        Client.Host.ConnectAsync(new PeerAddress(Server.Host.Id, Server.Host.ListenAddresses)).GetAwaiter().GetResult().Identified.GetAwaiter().GetResult();
        Requests = new RankedRequests(Client.Requests, TimeProvider.System);
    }

    public PeerNetwork Server { get; }

    public PeerNetwork Client { get; }

    public RankedRequests Requests { get; }

    public PeerId Served => new(Server.Host.Id.ToString());

    /// <summary>Bytes that the asking node received and sent.</summary>
    public ulong Moved
    {
        get
        {
            var total = Client.View.Report().Traffic["__total__"];
            return total.BytesReceived + total.BytesSent;
        }
    }

    public ObjectFetcher Fetcher(IStateDatabase state) => new(
        Requests, new StoredObjects(state, _ => false), TimeProvider.System, SystemRandom.Instance, new FetchOptions(), NullLoggerFactory.Instance);

    public void Dispose()
    {
        _servers.Dispose();
        Client.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Server.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static PeerNetwork Start(byte number)
    {
        byte[] seed = new byte[32];
        seed[0] = number;
        var network = new PeerNetwork(
            new PeerNetworkOptions { Prologue = "bench"u8.ToArray(), Listen = [Multiaddr.Parse("/ip4/127.0.0.1/tcp/0")], MinPeers = 0, MapPorts = false, Dht = false, PrivateNetwork = true },
            new RequestOptions(),
            new PeerNetworkWorld { Time = TimeProvider.System, Random = SystemRandom.Instance, NewSeed = () => seed });
        network.StartAsync().GetAwaiter().GetResult();
        return network;
    }
}
