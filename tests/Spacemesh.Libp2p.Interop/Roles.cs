using System.Collections.Concurrent;
using System.Security.Cryptography;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Nat;
using Spacemesh.Libp2p.Relay;
using Spacemesh.Libp2p.Transports;
using Spacemesh.Runtime;

namespace Spacemesh.Libp2p.Interop;

/// <summary>What the processes of the campaign do. Each tells its state in lines on standard output and ends with its standard input.</summary>
internal static class Roles
{
    private const string Echo = "echo/1";
    private const int EchoSize = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    public static async Task<int> RelayAsync(string listen)
    {
        await using var host = NewHost(listen);
        await host.StartAsync();
        using var server = new RelayServer(host, new RelayServerOptions());
        server.Start();
        Say("ready", host.ListenAddresses[0].WithPeer(host.Id).ToString());
        await UntilEndOfInputAsync();
        return 0;
    }

    /// <summary>Has a reservation at the relay and waits for a direct connection of somebody who came through it.</summary>
    public static async Task<int> HiddenAsync(string listen, string relay)
    {
        await using var host = NewHost(listen);
        await using var peer = await PunchingPeer.StartAsync(host, relay);
        host.Handle(Echo, EchoAsync);
        host.Connected += connection =>
        {
            if (connection.Peer != peer.Relay.Id && !connection.IsRelayed)
                Say("direct", $"{connection.Peer} {connection.RemoteAddress}");
        };
        await peer.ReserveAsync();
        Say("ready", host.Id.ToString());
        await UntilEndOfInputAsync();
        return 0;
    }

    /// <summary>Comes through the relay, waits until the connection is a direct one, and sends a mebibyte there and back.</summary>
    public static async Task<int> DialAsync(string listen, string relay, string target)
    {
        await using var host = NewHost(listen);
        await using var peer = await PunchingPeer.StartAsync(host, relay);
        var id = PeerId.Parse(target);
        var direct = new TaskCompletionSource<Connection>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Connected += connection =>
        {
            if (connection.Peer == id && !connection.IsRelayed)
                direct.TrySetResult(connection);
        };
        await host.ConnectAsync(new PeerAddress(id, [peer.Relay.Addresses[0].WithPeer(peer.Relay.Id).WithCircuit()]));
        Say("relayed", host.StateOf(id).ToString());
        Connection connection;
        try
        {
            connection = await direct.Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            Say("failed", "no direct connection came");
            return 1;
        }

        await connection.Identified;
        await using var stream = await host.OpenStreamAsync(id, [Echo]);
        byte[] data = RandomNumberGenerator.GetBytes(EchoSize);
        var writing = stream.WriteAsync(data).AsTask();
        byte[] back = new byte[data.Length];
        await stream.ReadExactlyAsync(back).AsTask().WaitAsync(Patience);
        await writing;
        bool same = data.AsSpan().SequenceEqual(back);
        Say(same ? "direct" : "failed", same ? $"{connection.Direction} {connection.RemoteAddress}" : "other bytes came back");
        return same ? 0 : 1;
    }

    private static Host NewHost(string listen) => new(new HostOptions
    {
        Identity = IdentityKey.FromSeed(RandomNumberGenerator.GetBytes(32)),
        Time = TimeProvider.System,
        Random = SystemRandom.Instance,
        Transports = [new TcpTransport()],
        ListenAddresses = [Multiaddr.Parse(listen)],
        Prologue = "hole punch"u8.ToArray(),
    });

    private static async Task EchoAsync(P2pStream stream, CancellationToken closing)
    {
        byte[] buffer = new byte[32 << 10];
        int count;
        while ((count = await stream.ReadAsync(buffer, closing)) > 0)
            await stream.WriteAsync(buffer.AsMemory(0, count), closing);
    }

    private static void Say(string what, string text) => Console.Out.WriteLine($"{what} {text}");

    private static async Task UntilEndOfInputAsync()
    {
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Only the end counts.
        }
    }

    /// <summary>A host with relay client and hole punching that takes the address under which the relay sees it for its own.</summary>
    private sealed class PunchingPeer : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<Multiaddr, bool> _seen = [];
        private readonly RelayClient _client;
        private readonly HolePunchService _punch;

        private PunchingPeer(Host host, PeerAddress relay)
        {
            Relay = relay;
            host.Observed += (_, address) => _seen[address] = true;
            bool onLoopback = relay.Addresses[0].Ip!.Equals(System.Net.IPAddress.Loopback);
            _client = new RelayClient(host);
            _punch = onLoopback
                ? new HolePunchService(host, mayDial: address => !address.IsCircuit)
                : new HolePunchService(host, () => _seen.Keys);
        }

        public PeerAddress Relay { get; }

        public static async Task<PunchingPeer> StartAsync(Host host, string relay)
        {
            await host.StartAsync();
            var peer = new PunchingPeer(host, PeerAddress.Parse(relay));
            peer._client.Start();
            peer._punch.Start();
            peer._punch.SetReachability(Reachability.Private);
            await (await host.ConnectAsync(peer.Relay)).Identified;
            return peer;
        }

        public async Task ReserveAsync() => await _client.ReserveAsync(Relay);

        public async ValueTask DisposeAsync()
        {
            await _punch.DisposeAsync();
            await _client.DisposeAsync();
        }
    }
}
