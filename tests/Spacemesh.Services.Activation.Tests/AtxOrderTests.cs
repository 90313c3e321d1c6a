using System.Text;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Activation.Tests.Support;
using Spacemesh.Storage.Memory;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Activation.Tests;

/// <summary>The same ATXs give the same state whatever the order, by gossip or by sync, with what they name late or not at all at first.</summary>
public sealed class AtxOrderTests
{
    private static readonly string[] HonestV1 = ["A1", "B1", "E1", "A2", "B2", "E2", "D2", "A3", "E3", "B3", "C1"];

    private static readonly string[] HonestV2 = ["A1 (V1)", "B2", "C2", "E2", "D2", "F2", "A2", "B3marry", "M5", "M6"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task V1_state_does_not_depend_on_the_order_or_the_source(int seed) =>
        Assert.Equal(await RunAsync(GoldenFiles.V1, HonestV1, 0), await RunAsync(GoldenFiles.V1, HonestV1, seed));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task V2_state_does_not_depend_on_the_order_or_the_source(int seed) =>
        Assert.Equal(await RunAsync(GoldenFiles.V2, HonestV2, 0), await RunAsync(GoldenFiles.V2, HonestV2, seed));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Who_publishes_twice_is_convicted_whatever_comes_first(int seed)
    {
        string[] names = ["A1", "B1", "A2", "A2twin", "C1", "C1twin"];
        string state = await RunAsync(GoldenFiles.V1, names, seed);
        Assert.Contains($"malicious {GoldenFiles.V1.Network.Identities["alice"].ToHex()}", state, StringComparison.Ordinal);
        Assert.Contains($"malicious {GoldenFiles.V1.Network.Identities["carol"].ToHex()}", state, StringComparison.Ordinal);
        Assert.Equal(await RunAsync(GoldenFiles.V1, names, 0), state);
    }

    /// <summary>Delivers all ATXs until every one is in, and describes the state. Seed 0: in order, by sync, everything at hand.</summary>
    private static async Task<string> RunAsync(GoldenFiles golden, string[] names, int seed)
    {
        using var database = new MemoryStateDatabase();
        AtxVersionSchedule.TryCreate(ReferenceEquals(golden, GoldenFiles.V2) ? [KeyValuePair.Create(new EpochId(2), 2u)] : [], out var versions, out _);
        var node = golden.Node(database, new NodeSettings { Versions = versions }, poets: false);
        var random = new SeededRandom((ulong)seed);
        node.Fetcher.Answer = (kind, ids, cancel) => FetchAsync(golden, node, random, seed == 0, kind, ids, cancel);
        var waiting = names.ToList();
        for (int round = 0; waiting.Count > 0; round++)
        {
            Assert.True(round < 200, $"never accepted: {string.Join(", ", waiting)}");
            var order = seed == 0 ? waiting.ToList() : Shuffle(waiting, random);
            foreach (string name in order)
            {
                var (id, blob) = golden.Network.Atxs[name];
                var verdict = seed == 0 || random.Next(2) == 0 ? await node.SyncAsync(blob, id) : await node.GossipAsync(blob);
                Assert.False(verdict.IsReject, $"{name}: {verdict}");
                if (database.Atxs.Contains(new AtxId(id.Value)))
                    waiting.Remove(name);
            }
        }

        return Describe(database, node);
    }

    /// <summary>Brings in what is not there, through the node's own intakes; two of three fetches fail.</summary>
    private static async Task FetchAsync(
        GoldenFiles golden, ActivationNode node, SeededRandom random, bool reliable, ObjectKind kind, IReadOnlyCollection<Hash32> ids, CancellationToken cancellationToken)
    {
        var failures = new Dictionary<Hash32, Verdict>();
        foreach (var id in ids)
        {
            if (kind == ObjectKind.PoetProof ? node.Database.Poets.Contains(new PoetProofRef(id.Value)) : node.Database.Atxs.Contains(new AtxId(id.Value)))
                continue;
            if (!reliable && random.Next(3) != 0)
            {
                failures[id] = Verdict.Ignore("late");
                continue;
            }

            var verdict = kind == ObjectKind.PoetProof
                ? await node.Poets.ReceiveAsync(new ReceivedObject(id, ActivationNode.Peer, golden.Network.Poets.Values.Single(poet => poet.Reference.Value == id.Value).Message), cancellationToken)
                : await node.SyncAsync(golden.Network.Atxs.Values.Single(atx => atx.Id == id).Blob, id);
            if (!verdict.IsAccept)
                failures[id] = verdict;
        }

        if (failures.Count > 0)
            throw new ObjectFetchException(kind, failures);
    }

    private static List<string> Shuffle(List<string> names, SeededRandom random)
    {
        var shuffled = names.ToList();
        for (int i = shuffled.Count - 1; i > 0; i--)
        {
            int other = random.Next(i + 1);
            (shuffled[i], shuffled[other]) = (shuffled[other], shuffled[i]);
        }

        return shuffled;
    }

    private static string Describe(MemoryStateDatabase database, ActivationNode node)
    {
        var text = new StringBuilder();
        foreach (var id in database.Atxs.All())
        {
            var atx = database.Atxs.Find(id)! with { ReceivedNanoseconds = 1 };
            text.Append(atx).Append(' ').Append(id.ToHex()).Append(' ').Append(database.Atxs.Blob(id)!.Value.Bytes).Append('\n');
            foreach (var (identity, units) in database.Posts.AllUnits(id)!)
                text.Append("  post ").Append(identity.ToHex()).Append(' ').Append(units).Append('\n');
            text.Append("  previous ").AppendJoin(',', database.Posts.PreviousList(id)!.Select(previous => previous.ToHex())).Append('\n');
            text.Append("  cached ").Append(node.Cache.TryGet(atx.PublishEpoch.Target, id, out var entry)).Append(' ').Append(entry).Append('\n');
        }

        foreach (var marriage in database.Marriages.All())
            text.Append(marriage).Append('\n');
        foreach (var identity in database.MaliciousIdentities.All())
            text.Append("malicious ").Append(identity.ToHex()).Append('\n');
        foreach (var identity in node.Cache.MaliciousIdentities())
            text.Append("flagged ").Append(identity.ToHex()).Append('\n');
        return text.ToString();
    }
}
