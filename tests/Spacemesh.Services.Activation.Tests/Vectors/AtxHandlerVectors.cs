using System.Text.Json;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Services.Activation.Tests.Support;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Activation.Tests.Vectors;

/// <summary>One ATX into a node that holds the prior objects: verdict, rows, fetches, proofs, and what caches and law were told (spec 04 §6–§9).</summary>
internal abstract class AtxHandlerVectors : VectorSuite
{
    private GoldenNetwork _network = null!;

    public override void Open(VectorFile file) => _network = new GoldenNetwork(file.Common);

    public override void Check(VectorCase vector)
    {
        using var folder = new TestFolder();
        using var database = folder.Open(_network.Parameters.GenesisId);
        var node = Prepare(vector.In, database);
        byte[] message = vector.In.Hex("message");
        var times = new HashSet<long> { GoldenNetwork.NowOf(node) };
        node.EnterEpoch(vector.In.U32("current_epoch"));
        times.Add(GoldenNetwork.NowOf(node));
        var before = StateRows.Read(database, times);
        SetFetches(node, vector.In);

        string via = vector.In.Text("via");
        var verdict = via switch
        {
            "gossip" => node.GossipAsync(message),
            "self" => node.PublishOwnAsync(message),
            "sync" => node.SyncAsync(message, vector.In.Has("expected_hash") ? Hash32.FromBytes(vector.In.Hex("expected_hash")) : node.IdOf(message)),
            _ => throw new VectorMismatchException($"unknown source {via}"),
        };
        CheckVerdict(vector.Out, verdict.GetAwaiter().GetResult(), node);

        string? difference = StateRows.Difference(vector.Out.GetProperty("rows"), before, StateRows.Read(database, times));
        VectorCase.True(difference is null, difference ?? "");
        CheckCalls(vector, node, via);
    }

    private ActivationNode Prepare(JsonElement input, SqliteStateDatabase database)
    {
        var missing = Names(input, "poet_proofs_missing").ToHashSet(StringComparer.Ordinal);
        _network.StorePoets(database, missing, input.Has("assume_leaf_count") ? input.U64("assume_leaf_count") : null);
        var node = new ActivationNode(
            _network.Parameters,
            database,
            _network.PostConfig(input.Has("k3") ? input.U32("k3") : null),
            input.Has("tick_size") ? input.U64("tick_size") : _network.TickSize,
            new NodeSettings
            {
                Versions = GoldenNetwork.Versions(input),
                Seed = _network.LocalPeerId,
                Own = [.. Names(input, "own_identities").Select(name => _network.Identities[name])],
            });
        if (input.Has("prior"))
            _network.StorePrior(node, input.GetProperty("prior"));
        if (input.Has("evicted_target_epoch"))
            node.Cache.EvictEpoch(new EpochId(input.U32("evicted_target_epoch")));
        return node;
    }

    private static void SetFetches(ActivationNode node, JsonElement input)
    {
        string? poets = input.Has("poet_fetch_fails_with") ? input.Text("poet_fetch_fails_with") : null;
        string? atxs = input.Has("atx_fetch_fails_with") ? input.Text("atx_fetch_fails_with") : null;
        node.Fetcher.Answer = (kind, ids, _) => (kind == ObjectKind.PoetProof ? poets : atxs) switch
        {
            null => Task.CompletedTask,
            "reject" => throw RecordingFetcher.Failure(kind, ids, Verdict.Reject("bad object")),
            _ => throw RecordingFetcher.Failure(kind, ids, Verdict.Ignore("no peer has it")),
        };
    }

    private static void CheckVerdict(JsonElement expected, Verdict verdict, ActivationNode node)
    {
        string outcome = expected.Text("outcome");
        string actual = verdict.Kind switch
        {
            VerdictKind.Accept => "accept",
            VerdictKind.Reject => "reject",
            _ => node.Gossip.Published.Count > 0 ? "malfeasance (ignore)" : "ignore",
        };
        VectorCase.True(string.Equals(outcome, actual, StringComparison.Ordinal), $"outcome: expected {outcome} ({(expected.Has("log") ? expected.Text("log") : "")}), actual {actual} ({verdict})");
    }

    private static void CheckCalls(VectorCase vector, ActivationNode node, string via)
    {
        var expected = vector.Out;
        VectorCase.Equal(Sorted(Names(expected, "fetched_poets")), Sorted(node.Fetcher.Poets.Select(id => id.ToHex())), "fetched PoET proofs");
        VectorCase.Equal(Sorted(Names(expected, "fetched_atxs")), Sorted(node.Fetcher.Atxs.Select(id => id.ToHex())), "fetched ATXs");
        // Nobody but this node has what it publishes itself: a hint would name nobody.
        if (!string.Equals(via, "self", StringComparison.Ordinal))
            VectorCase.Equal(Sorted(Names(expected, "registered_hashes")), Sorted(node.Fetcher.Hinted.Select(id => id.ToHex())), "hints");
        VectorCase.Equal(Sorted(Names(expected, "cache_malicious")), Sorted(node.Cache.MaliciousIdentities().Select(identity => identity.ToHex())), "malicious in the cache");
        VectorCase.Equal(
            Lines(List(expected, "published").Select(message => $"{message.Text("topic")} {message.Text("data")}")),
            Lines(node.Gossip.Published.Select(message => $"{message.Topic} {message.Data}")),
            "published");
        var law = List(expected, "tortoise").Select(Describe).ToList();
        VectorCase.Equal(Lines(law), Lines(node.Observer.Calls), "told to the law");
        // One call tells beacon and tortoise. The reference tells the beacon of evicted epochs too, which have no beacon left to choose.
        bool evicted = vector.In.Has("evicted_target_epoch") && law.TrueForAll(call => !call.StartsWith("atx", StringComparison.Ordinal));
        if (!evicted)
            VectorCase.Equal(Lines(Names(expected, "beacon_on_atx")), Lines(node.Observer.Atxs.Select(id => id.ToHex())), "told to the beacon");
    }

    private static string Describe(JsonElement call)
    {
        if (call.Has("on_malfeasance"))
            return $"malicious {call.Text("on_malfeasance")}";
        var atx = call.GetProperty("on_atx");
        return RecordingObserver.Describe(
            new EpochId(atx.U32("target")),
            new(
                AtxId.FromBytes(atx.Hex("atx")),
                NodeId.FromBytes(atx.Hex("node")),
                Address.FromBytes(atx.Hex("coinbase")),
                atx.U64("weight"),
                atx.U64("base_height"),
                atx.U64("height"),
                atx.U64("nonce")));
    }

    private static IEnumerable<JsonElement> List(JsonElement element, string property) => element.Has(property) ? element.GetProperty(property).EnumerateArray() : [];

    private static IEnumerable<string> Names(JsonElement element, string property) => List(element, property).Select(name => name.GetString()!);

    private static string Sorted(IEnumerable<string> names) => Lines(names.Order(StringComparer.Ordinal));

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);
}
