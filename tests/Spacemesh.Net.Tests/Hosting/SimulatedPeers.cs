using System.Net;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Security;
using Spacemesh.Libp2p.Transports;
using Spacemesh.Net.Hosting;
using Spacemesh.Net.Metering;
using Spacemesh.Net.Requests;
using Spacemesh.Runtime;

namespace Spacemesh.Net.Tests.Hosting;

/// <summary>Network layers of one in-memory network on virtual time, from a seed. Peer n has the public address 5.0.0.n.</summary>
internal sealed class SimulatedPeers
{
    private readonly List<PeerNetwork> _all = [];
    private readonly SeededRandom _random = new(1);

    public SimulatedPeers() => Network = new MemoryNetwork(Scheduler.TimeProvider);

    public VirtualScheduler Scheduler { get; } = new();

    public MemoryNetwork Network { get; }

    public TimeProvider Time => Scheduler.TimeProvider;

    public static IPAddress Ip(int index) => new([5, 0, 0, (byte)(index + 1)]);

    public static byte[] Seed(int index)
    {
        byte[] seed = new byte[32];
        BitConverter.TryWriteBytes(seed, index + 1);
        return seed;
    }

    public static Multiaddr Listen(int index) => Multiaddr.OfTcp(new IPEndPoint(Ip(index), 7513));

    public static PeerAddress Address(int index) => new(IdentityKey.FromSeed(Seed(index)).Id, [Listen(index)]);

    /// <summary>A network layer that is not started. Without DHT and port mapping, so that a test says what it needs.</summary>
    public PeerNetwork Add(Func<PeerNetworkOptions, PeerNetworkOptions>? change = null, RequestOptions? requests = null, INetworkMeter? meter = null)
    {
        int index = _all.Count;
        var random = _random.Fork($"peer {index}");
        var options = new PeerNetworkOptions
        {
            Prologue = "test-7"u8.ToArray(),
            Listen = [Listen(index)],
            MinPeers = 0,
            Dht = false,
            MapPorts = false,
            PrivateNetwork = true,
        };
        var network = new PeerNetwork(change?.Invoke(options) ?? options, requests ?? new RequestOptions(), new PeerNetworkWorld
        {
            Time = Time,
            Random = random,
            NewSeed = () => Seed(index),
            Transports = [new MemoryTransport(Network, Ip(index))],
            Secrets = new SeededSecrets(random.Fork("secrets")),
            PortMappers = [],
            Meter = meter ?? SilentMeter.Instance,
        });
        _all.Add(network);
        return network;
    }

    public async Task<PeerNetwork> StartAsync(Func<PeerNetworkOptions, PeerNetworkOptions>? change = null, RequestOptions? requests = null)
    {
        var network = Add(change, requests);
        await network.StartAsync();
        return network;
    }

    /// <summary>Connects two of them and lets them identify each other.</summary>
    public async Task ConnectAsync(PeerNetwork from, PeerNetwork to)
    {
        await from.Host.ConnectAsync(new PeerAddress(to.Host.Id, to.Host.ListenAddresses));
        await Task.Delay(TimeSpan.FromSeconds(1), Time);
    }

    /// <summary>Waits until the condition holds, at most so long.</summary>
    public async Task UntilAsync(Func<bool> condition, TimeSpan limit)
    {
        long began = Time.GetTimestamp();
        while (!condition())
        {
            Assert.True(Time.GetElapsedTime(began) < limit, $"not within {limit}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), Time);
        }
    }

    /// <summary>Runs a test, ends all network layers and looks whether anything went wrong inside or is left.</summary>
    public void Run(Func<Task> test)
    {
        Scheduler.Run(
            async () =>
            {
                await test();
                foreach (var network in _all)
                    await network.DisposeAsync();
                Assert.All(_all, network => Assert.Equal(0, network.Host.RunningTasks));
            },
            TimeSpan.FromHours(6));
        Assert.All(_all, network => Assert.Null(network.Host.Bug));
        Assert.All(_all, network => Assert.False(network.Failure.IsFaulted, network.Failure.Exception?.ToString()));
    }
}
