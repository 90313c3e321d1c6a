using System.Net;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Security;
using Spacemesh.Libp2p.Transports;
using Spacemesh.Runtime;

namespace Spacemesh.Libp2p.Tests;

/// <summary>Hosts of one in-memory network on virtual time, from a seed.</summary>
internal sealed class SimulatedHosts
{
    private readonly List<Host> _hosts = [];

    public SimulatedHosts(ulong seed = 1)
    {
        Random = new SeededRandom(seed);
        Network = new MemoryNetwork(Scheduler.TimeProvider);
    }

    public VirtualScheduler Scheduler { get; } = new();

    public SeededRandom Random { get; }

    public MemoryNetwork Network { get; }

    public IReadOnlyList<Host> Hosts => _hosts;

    public TimeProvider Time => Scheduler.TimeProvider;

    /// <summary>Public address of the n-th host.</summary>
    public static IPAddress Ip(int index) => new([5, (byte)(index >> 16), (byte)(index >> 8), (byte)index]);

    public static IdentityKey Key(int index)
    {
        byte[] seed = new byte[32];
        BitConverter.TryWriteBytes(seed, index + 1);
        return IdentityKey.FromSeed(seed);
    }

    /// <summary>A host that listens at its own address, port 7513.</summary>
    public async Task<Host> AddAsync(Func<HostOptions, HostOptions>? change = null, bool listen = true)
    {
        int index = _hosts.Count;
        var random = Random.Fork($"host {index}");
        var options = new HostOptions
        {
            Identity = Key(index),
            Time = Time,
            Random = random,
            Secrets = new SeededSecrets(random.Fork("secrets")),
            Transports = [new MemoryTransport(Network, Ip(index))],
            ListenAddresses = listen ? [Multiaddr.OfTcp(new IPEndPoint(Ip(index), 7513))] : [],
        };
        var host = new Host(change?.Invoke(options) ?? options);
        _hosts.Add(host);
        await host.StartAsync();
        return host;
    }

    public static PeerAddress AddressOf(Host host) => new(host.Id, host.ListenAddresses);

    public async Task StopAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
    }

    /// <summary>Runs a test and ends all hosts.</summary>
    public void Run(Func<Task> test, TimeSpan? limit = null)
    {
        try
        {
            Scheduler.Run(
                async () =>
                {
                    await test();
                    await StopAsync();
                    Assert.All(_hosts, host => Assert.Equal(0, host.RunningTasks));
                },
                limit ?? TimeSpan.FromHours(2));
        }
        finally
        {
            Assert.All(_hosts, host => Assert.Null(host.Bug));
        }
    }
}
