using System.Security.Cryptography;
using Spacemesh.Libp2p.Gossip;
using Spacemesh.Libp2p.Hosting;

namespace Spacemesh.Libp2p.Tests.Gossip;

/// <summary>Simulated hosts with a router each, all on one topic.</summary>
internal sealed class GossipNet(ulong seed = 1)
{
    public const string Topic = "ax1";

    private readonly List<GossipRouter> _routers = [];
    private readonly Dictionary<int, List<byte[]>> _received = [];

    public SimulatedHosts Hosts { get; } = new(seed);

    public IReadOnlyList<GossipRouter> Routers => _routers;

    public IReadOnlyList<byte[]> ReceivedBy(int index) => _received[index];

    public static byte[] MessageId(GossipMessage message) =>
        SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes(message.Topic), .. message.Data.Span]);

    public async Task<GossipRouter> AddAsync(
        Func<GossipOptions, GossipOptions>? change = null, Func<GossipMessage, GossipVerdict>? judge = null, Func<HostOptions, HostOptions>? hostChange = null, bool join = true)
    {
        var host = await Hosts.AddAsync(hostChange);
        int index = _routers.Count;
        var options = new GossipOptions { MessageId = MessageId, ValidationWorkers = 1 };
        var router = new GossipRouter(host, change?.Invoke(options) ?? options);
        _routers.Add(router);
        _received.Add(index, []);
        if (join)
            Join(index, Topic, judge);
        router.Start();
        return router;
    }

    public void Join(int index, string topic, Func<GossipMessage, GossipVerdict>? judge = null) => _routers[index].Join(topic, new TopicOptions
    {
        Validator = (message, _) => new(judge?.Invoke(message) ?? GossipVerdict.Accept),
        Delivered = message => _received[index].Add(message.Data.ToArray()),
    });

    public Task ConnectAsync(int from, int to) => Hosts.Hosts[from].ConnectAsync(SimulatedHosts.AddressOf(Hosts.Hosts[to]));

    /// <summary>Every host dials so many random others.</summary>
    public async Task ConnectRandomAsync(int degree)
    {
        int count = _routers.Count;
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < degree; k++)
            {
                int other = Hosts.Random.Next(count);
                if (other != i)
                    await ConnectAsync(i, other);
            }
        }
    }

    public Task PassAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Hosts.Time);

    public void Run(Func<Task> test) => Hosts.Run(async () =>
    {
        await test();
        foreach (var router in _routers)
            await router.DisposeAsync();
        Assert.All(_routers, router => Assert.Equal(0, router.RunningTasks));
    });
}
