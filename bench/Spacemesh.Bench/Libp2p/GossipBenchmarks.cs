#pragma warning disable VSTHRD002 // A benchmark's operation is synchronous.
using System.Net;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Signing;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Gossip;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Security;
using Spacemesh.Libp2p.Transports;
using Spacemesh.Runtime;

namespace Spacemesh.Bench.Libp2p;

/// <summary>Gossip over loopback and in simulation (spec 11 §11).</summary>
public sealed class GossipBenchmarks : BenchmarkSuite
{
    private const string Topic = "ax1";
    private const int Batch = 50;

    private long _number;

    public override string Part => "libp2p";

    public override IEnumerable<Benchmark> Benchmarks()
    {
        byte[] key = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(new byte[Ed25519.SeedSize], key);
        byte[] publicKey = key[32..];
        byte[] message = new byte[320];
        var signed = Ed25519.Sign(key, message);
        byte[] signature = [.. Primitives.EdSignature.Span(in signed)];
        var ed = Yardstick.InProcess("ED", () => Libsodium.Verify(signature, message, publicKey));

        var chain = Enumerable.Range(1, 3).Select(i => NewRouter(TransportBenchmarks.NewHost(i))).ToList();
        Connect(chain[0].Host, chain[1].Host);
        Connect(chain[1].Host, chain[2].Host);
        Settle(chain[0].Router, chain[2].Router);
        yield return new(
            "Gossip 1 KiB, chain A→B→C, messages through all three",
            () => Publish(chain[0].Router, chain[2].Arrived, 1024),
            ed,
            Scale: Batch,
            Unit: "messages/s",
            Reference: 0.63);

        var hub = NewRouter(TransportBenchmarks.NewHost(10));
        var leaves = Enumerable.Range(0, 50).Select(i => NewRouter(TransportBenchmarks.NewHost(20 + i))).ToList();
        foreach (var leaf in leaves)
            Connect(leaf.Host, hub.Host);
        Settle(hub.Router, hub.Router);
        var source = leaves.First(leaf => hub.Router.MeshOf(Topic).Contains(leaf.Host.Id));
        yield return new("One node with 50 peers validates and forwards 1 KiB", () => Publish(source.Router, hub.Arrived, 1024), Scale: Batch, Unit: "messages/s");
        yield return new("One node with 50 peers validates and forwards 64 KiB", () => Publish(source.Router, hub.Arrived, 64 << 10), Scale: Batch, Unit: "messages/s");

        var simulation = new Simulation(200);
        yield return new("Simulated network of 200 hosts, virtual seconds", () => simulation.Pass(1), Unit: "s/s");
    }

    private static byte[] MessageId(GossipMessage message)
    {
        byte[] id = new byte[32];
        Blake3.Hash([.. System.Text.Encoding.UTF8.GetBytes(message.Topic), .. message.Data.Span], id);
        return id;
    }

    private static (Host Host, GossipRouter Router, SemaphoreSlim Arrived) NewRouter(Host host)
    {
        var arrived = new SemaphoreSlim(0);
        var router = new GossipRouter(host, new GossipOptions { MessageId = MessageId });
        router.Join(Topic, new TopicOptions { Validator = (_, _) => new(GossipVerdict.Accept), Inline = true, Delivered = _ => arrived.Release() });
        router.Start();
        return (host, router, arrived);
    }

    private static void Connect(Host from, Host to) => from.ConnectAsync(new PeerAddress(to.Id, to.ListenAddresses)).GetAwaiter().GetResult();

    /// <summary>Waits until both have a mesh.</summary>
    private static void Settle(GossipRouter first, GossipRouter second)
    {
        while (first.MeshOf(Topic).Count == 0 || second.MeshOf(Topic).Count == 0)
            Thread.Sleep(50);
    }

    private void Publish(GossipRouter from, SemaphoreSlim arrived, int size)
    {
        for (int i = 0; i < Batch; i++)
        {
            byte[] data = new byte[size];
            BitConverter.TryWriteBytes(data, ++_number);
            from.PublishAsync(Topic, data).AsTask().GetAwaiter().GetResult();
        }

        for (int i = 0; i < Batch; i++)
            arrived.Wait();
    }

    /// <summary>A mesh on virtual time; each second one host publishes.</summary>
    private sealed class Simulation
    {
        private readonly VirtualScheduler _scheduler = new();
        private readonly List<GossipRouter> _routers = [];
        private int _published;

        public Simulation(int count)
        {
            var random = new SeededRandom(1);
            var network = new MemoryNetwork(_scheduler.TimeProvider) { Latency = (_, _) => TimeSpan.FromMilliseconds(30) };
            _scheduler.Run(async () =>
            {
                var hosts = new List<Host>();
                for (int i = 0; i < count; i++)
                {
                    var ip = new IPAddress([5, 0, (byte)(i >> 8), (byte)i]);
                    byte[] seed = new byte[32];
                    BitConverter.TryWriteBytes(seed, i + 1);
                    var own = random.Fork($"{i}");
                    var host = new Host(new HostOptions
                    {
                        Identity = IdentityKey.FromSeed(seed),
                        Time = _scheduler.TimeProvider,
                        Random = own,
                        Secrets = new SeededSecrets(own.Fork("secrets")),
                        Transports = [new MemoryTransport(network, ip)],
                        ListenAddresses = [Multiaddr.OfTcp(new IPEndPoint(ip, 7513))],
                    });
                    await host.StartAsync();
                    hosts.Add(host);
                    var router = new GossipRouter(host, new GossipOptions { MessageId = MessageId, ValidationWorkers = 1 });
                    router.Join(Topic, new TopicOptions { Validator = (_, _) => new(GossipVerdict.Accept) });
                    router.Start();
                    _routers.Add(router);
                }

                foreach (var host in hosts)
                {
                    for (int k = 0; k < 8; k++)
                    {
                        var other = hosts[random.Next(count)];
                        if (other != host)
                            await host.ConnectAsync(new PeerAddress(other.Id, other.ListenAddresses));
                    }
                }
            });
            Pass(5);
        }

        public void Pass(int seconds) => _scheduler.Run(async () =>
        {
            byte[] data = new byte[1024];
            BitConverter.TryWriteBytes(data, ++_published);
            await _routers[_published % _routers.Count].PublishAsync(Topic, data);
            await Task.Delay(TimeSpan.FromSeconds(seconds), _scheduler.TimeProvider);
        });
    }
}
