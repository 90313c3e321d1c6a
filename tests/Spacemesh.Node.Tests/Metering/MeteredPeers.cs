using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Codec;
using Spacemesh.Net.Fetching;
using Spacemesh.Net.Requests;
using Spacemesh.Net.Servers;
using Spacemesh.Net.Tests.Hosting;
using Spacemesh.Node.Metering;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Storage.Memory;
using Spacemesh.Wire.Fetch;

namespace Spacemesh.Node.Tests.Metering;

/// <summary>Two network layers on virtual time that gossip and ask each other, each measured as in a process: also with the numbers of the stack below.</summary>
internal static class MeteredPeers
{
    /// <summary>Names of all families that moved on one side or the other.</summary>
    public static IReadOnlySet<string> Run()
    {
        var moved = new HashSet<string>(StringComparer.Ordinal);
        var peers = new SimulatedPeers();
        using var asking = new NodeMetrics("v0", 1, 1, peers.Time);
        using var serving = new NodeMetrics("v0", 1, 1, peers.Time);
        using var state = new MemoryStateDatabase();
        var empty = Atx(1);
        state.Atxs.AddCheckpointed(new CheckpointedAtx(empty, new EpochId(1), default, null, 0, 1, 0, 1, default, 0, default, new Dictionary<NodeId, uint>()));
        peers.Run(async () =>
        {
            var client = peers.Add(meter: asking.Network);
            // One request a second, so that others wait.
            var server = peers.Add(
                meter: serving.Network,
                requests: new RequestOptions { Servers = new Dictionary<string, RequestLimits>(StringComparer.Ordinal) { ["hs/1"] = new(2, 1, TimeSpan.FromSeconds(1)) } });
            asking.Watch(client, stack: true, servers: true);
            serving.Watch(server, stack: true, servers: true);
            using var servers = new FetchServers(server.Requests, state, _ => null, meter: serving.Network);
            using var heard = asking.Metered(client.Gossip).Subscribe("ax1", (_, message, _) => ValueTask.FromResult(message.Length == 7 ? Verdict.Reject("seven bytes") : Verdict.Accept));
            using var own = server.Gossip.Subscribe("ax1", (_, _, _) => ValueTask.FromResult(Verdict.Accept));
            var fetcher = new ObjectFetcher(client.Requests, new StoredObjects(state, _ => false), peers.Time, new SeededRandom(1), new FetchOptions(), NullLoggerFactory.Instance, asking.Network);
            asking.Watch(fetcher);
            // Nobody runs it: the request stays.
            _ = fetcher.FetchAsync(ObjectKind.Atx, [new Hash32(Atx(3).Value)]);
            await client.StartAsync();
            await server.StartAsync();
            await (await client.Host.ConnectAsync(SimulatedPeers.Address(1))).Identified;
            await Task.Delay(TimeSpan.FromSeconds(5), peers.Time);
            var id = new PeerId(server.Host.Id.ToString());
            byte[] batch = Scale.Encode(new RequestBatch(default, [new RequestMessage("ATXDB", new Hash32(empty.Value)), new RequestMessage("ATXDB", new Hash32(Atx(2).Value))]));
            var asked = Enumerable.Range(0, 3).Select(_ => Quietly(client.Requests.RequestAsync(id, new PeerRequest(PeerProtocols.Objects, batch)))).ToList();
            await Task.Delay(TimeSpan.FromMilliseconds(500), peers.Time);
            Note(moved, asking, serving);
            await Task.WhenAll(asked);
            // For the certificate of a block in layer 8064.
            await Quietly(client.Requests.RequestAsync(id, new PeerRequest(PeerProtocols.Opinion, (byte[])[1, 0x7e, 1, .. Enumerable.Repeat((byte)0xaa, 20)])));
            await server.Gossip.PublishAsync("ax1", new byte[5]);
            // Peers are asked a few times how this host is reached.
            await Task.Delay(TimeSpan.FromMinutes(6), peers.Time);
            Note(moved, asking, serving);
            await server.Gossip.PublishAsync("ax1", new byte[7]);
            await Task.Delay(TimeSpan.FromSeconds(2), peers.Time);
            Note(moved, asking, serving);
        });
        Note(moved, asking, serving);
        return moved;
    }

    /// <summary>Names of the stack's own families.</summary>
    public static IReadOnlyCollection<string> ServedByTheStack()
    {
        using var metrics = new NodeMetrics("v0", 1, 1, TimeProvider.System);
        var peers = new SimulatedPeers();
        peers.Run(() =>
        {
            metrics.Watch(peers.Add(), stack: true, servers: false);
            return Task.CompletedTask;
        });
        return [.. metrics.Registry.Families.Select(family => family.Name).Where(name => name.StartsWith("libp2p_", StringComparison.Ordinal))];
    }

    private static void Note(HashSet<string> moved, params NodeMetrics[] all)
    {
        foreach (var metrics in all)
            moved.UnionWith(MetricCoverageTests.Moved(metrics));
    }

    private static async Task Quietly(Task<ReadOnlyMemory<byte>> request)
    {
        try
        {
            await request;
        }
        catch (PeerRequestException)
        {
            // Counted.
        }
    }

    private static AtxId Atx(byte first) => AtxId.FromBytes([first, .. new byte[31]]);
}
