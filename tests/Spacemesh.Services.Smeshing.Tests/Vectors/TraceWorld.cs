using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Post;
using Spacemesh.Post.Proving;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Building;
using Spacemesh.Services.Smeshing.Proving;
using Spacemesh.Services.Smeshing.Tests.World;
using Spacemesh.Services.Smeshing.Time;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Services.Smeshing.Tests.Vectors;

/// <summary>What stood around the reference's builder when the trace was made: network, PoETs, PoST data with real proofs, and who starts and stops it when.</summary>
internal sealed class TraceWorld : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(4);

    /// <summary>A verification took about so long there.</summary>
    private static readonly TimeSpan VerificationTakes = TimeSpan.FromMilliseconds(80);

    private readonly VectorCase _vector;
    private readonly VirtualScheduler _scheduler;
    private readonly EdSigner _key;
    private readonly RealPost _post;
    private readonly AtxStorage _storage;
    private AtxBuilder? _builder;

    private TraceWorld(VectorCase vector, EdSigner key, RealPost post, SmeshingOptions options, IReadOnlyDictionary<Hash32, PostProof> proofs)
    {
        _vector = vector;
        _key = key;
        _post = post;
        Genesis = options.Network.GenesisTime;
        _scheduler = new VirtualScheduler(new() { Start = Genesis });
        World = new BuilderWorld(_scheduler, options, VerificationTakes);
        Local = new WatchedLocalDatabase(World.Local) { After = () => States.Add(LocalRowsText.Of(World.Local, [key.NodeId])) };
        States.Add("");
        var poetProofs = vector.In.GetProperty("poet_proofs").EnumerateArray().ToList();
        _storage = new AtxStorage(World.State, World.Atxs, options.AtxVersions, options.Network.GoldenAtx, options.TickSize, _scheduler.TimeProvider);
        World.Poets = new FakePoets([.. vector.In.GetProperty("poets").EnumerateArray().Select(poet => Poet(poet, poetProofs))]);
        var data = post.Metadata;
        var info = new PostServiceInfo(key.NodeId, data.CommitmentAtxId, data.Nonce, data.NumUnits, data.LabelsPerUnit);
        Provider = new TimedProvider(info, World.Alarm, challenge => proofs[challenge]);
        foreach (var duration in ProofDurations())
            Provider.Durations.Enqueue(duration);
        ((PostProviderRegistry)World.Providers).TryRegister(Provider);
    }

    public BuilderWorld World { get; }

    public WatchedLocalDatabase Local { get; }

    public DateTimeOffset Genesis { get; }

    public TimedProvider Provider { get; }

    /// <summary>The rows after every write.</summary>
    public List<string> States { get; } = [];

    public List<(DateTimeOffset Time, byte[] Data)> Published { get; } = [];

    public List<(DateTimeOffset Time, string Poet, PoetApplication Application, string RoundId, DateTimeOffset RoundEnd)> Submissions { get; } = [];

    public static async Task<TraceWorld> CreateAsync(VectorCase vector)
    {
        var network = vector.In.GetProperty("network");
        var data = vector.In.GetProperty("post_info");
        var identity = network.GetProperty("identities").EnumerateArray().First(one => one.Text("name") == data.Text("identity"));
        var golden = AtxId.FromBytes(network.Hex("golden_atx"));
        var config = Config(network);
        var key = new EdSigner(identity.Hex("private_key"), GenesisId.FromBytes(network.Hex("genesis_id")));
        var post = await RealPost.CreateAsync($"04-builder-trace-{vector.Index}", config, key.NodeId, AtxId.FromBytes(data.Hex("commitment_atx")), data.U32("num_units"));
        VectorCase.Equal(data.U64("vrf_nonce"), post.Metadata.Nonce!.Value, "VRF nonce of the data made from the case");
        var proofs = new Dictionary<Hash32, PostProof> { [default] = await post.ProveAsync(default) };
        foreach (var poet in vector.In.GetProperty("poet_proofs").EnumerateArray())
        {
            var challenge = Hash32.FromBytes(poet.Hex("ref"));
            proofs[challenge] = await post.ProveAsync(challenge);
        }

        var options = Testbed.Options(
            Testbed.Network(vector.In.U32("layers_per_epoch"), Ms(vector.In, "layer_duration_ms"), DateTimeOffset.FromUnixTimeSeconds(vector.In.I64("genesis_unix_s"))) with { GoldenAtx = golden },
            new PoetTimes
            {
                PhaseShift = Ms(vector.In, "phase_shift_ms"),
                CycleGap = Ms(vector.In, "cycle_gap_ms"),
                GracePeriod = Ms(vector.In, "grace_period_ms"),
                PositioningTimeout = Ms(vector.In, "positioning_timeout_ms"),
            }) with
        {
            Post = config,
            TickSize = network.U64("tick_size"),
            PoetRetryInterval = Ms(vector.In, "poet_retry_interval_ms"),
            AtxVersions = Versions(vector.In.GetProperty("atx_versions")),
        };
        return new TraceWorld(vector, key, post, options, proofs);
    }

    /// <summary>Does what the driver of the trace did.</summary>
    public void Run() => _scheduler.Run(async () =>
    {
        using var subscription = World.Gossip.Subscribe(GossipTopics.Atx, async (from, message, cancellationToken) =>
        {
            var verdict = await _storage.HandleAsync(from, message, cancellationToken);
            if (verdict.IsAccept)
                Published.Add((World.Alarm.Now, message.ToArray()));
            return verdict;
        });
        var rows = new SortedSet<string>(StringComparer.Ordinal);
        double last = 0;
        foreach (var entry in _vector.Out.GetProperty("trace").EnumerateArray())
        {
            if (entry.Has("local_sql"))
                LocalRowsText.Apply(rows, entry.GetProperty("local_sql"));
            if (!entry.Has("action"))
                continue;
            double at = entry.GetProperty("t_ms").GetDouble();
            await ActAsync(entry.Text("action"), at, at - last, string.Join('\n', rows));
            last = at;
        }

        if (_builder is { IsSmeshing: true })
            await _builder.StopAsync(deleteFiles: false);
    });

    public void Dispose()
    {
        _post.Dispose();
        _key.Dispose();
    }

    private static PostConfig Config(JsonElement network)
    {
        var post = network.GetProperty("post_config");
        var scrypt = network.GetProperty("scrypt");
        return new PostConfig
        {
            MinNumUnits = post.U32("min_num_units"),
            MaxNumUnits = post.U32("max_num_units"),
            LabelsPerUnit = post.U64("labels_per_unit"),
            K1 = post.U32("k1"),
            K2 = post.U32("k2"),
            K3 = post.U32("k3"),
            PowDifficulty = Hash32.FromBytes(post.Hex("pow_difficulty")),
            Scrypt = new ScryptParameters(scrypt.U64("n"), scrypt.U64("r"), scrypt.U64("p")),
        };
    }

    private static AtxVersionSchedule Versions(JsonElement versions)
    {
        var entries = versions.EnumerateObject().Select(entry => KeyValuePair.Create(new EpochId(uint.Parse(entry.Name, System.Globalization.CultureInfo.InvariantCulture)), entry.Value.GetUInt32()));
        VectorCase.True(AtxVersionSchedule.TryCreate(entries, out var schedule, out string? error), error ?? "");
        return schedule;
    }

    private static TimeSpan Ms(JsonElement element, string property) => TimeSpan.FromMilliseconds(element.I64(property));

    /// <summary>A coinbase is named by the byte that it repeats.</summary>
    private static Address Coinbase(string action)
    {
        byte fill = Convert.ToByte(action[(action.LastIndexOf(' ') + 1)..], 16);
        return Address.FromBytes([0, 0, 0, 0, .. Enumerable.Repeat(fill, 20)]);
    }

    private async Task ActAsync(string action, double atMs, double sinceLastMs, string rows)
    {
        if (action.StartsWith("stopped", StringComparison.Ordinal))
        {
            // It stopped as soon as it saw these rows, and it looked every few milliseconds.
            for (int tries = 0; States[^1] != rows && tries < 20_000; tries++)
                await World.Alarm.DelayAsync(TimeSpan.FromMilliseconds(1));
            VectorCase.Equal(rows, States[^1], "rows that the driver waits for");
            await World.Alarm.DelayAsync(LookInterval);
            await _builder!.StopAsync(action.EndsWith("= true", StringComparison.Ordinal));
        }
        else if (action == "stop")
        {
            await World.Alarm.WaitUntilAsync(Genesis.AddMilliseconds(atMs));
            await _builder!.StopAsync(deleteFiles: false);
        }
        else
        {
            if (_builder is null)
                await World.Alarm.WaitUntilAsync(Genesis.AddMilliseconds(atMs));
            else
                await World.Alarm.DelayAsync(TimeSpan.FromMilliseconds(sinceLastMs));
            _builder = new AtxBuilder(World.Context() with { Local = Local });
            _builder.Register(new PlainSigner(_key), "trace.key");
            await _builder.StartAsync(Coinbase(action));
        }
    }

    private FakePoet Poet(JsonElement configured, List<JsonElement> proofs)
    {
        string address = configured.Text("address");
        var poet = new FakePoet(address);
        var timeline = World.Context().Timeline;
        if (!configured.Flag("refuses"))
        {
            poet.Register = (application, _) =>
            {
                // The open round is the one that begins next.
                var round = timeline.EpochAt(World.Alarm.Now);
                if (World.Alarm.Now >= timeline.RoundStart(round))
                    round = round.Add(1);
                var end = timeline.RoundEnd(round.Add(1));
                Submissions.Add((World.Alarm.Now, address, application, round.ToString(), end));
                return Task.FromResult(new PoetReceipt(round.ToString(), end));
            };
        }

        var known = new HashSet<string>(StringComparer.Ordinal);
        poet.Proof = (roundId, _) =>
        {
            var proof = proofs.FirstOrDefault(one => one.Text("poet") == address && one.Text("round_id") == roundId);
            if (proof.ValueKind == JsonValueKind.Undefined)
                throw FakePoet.Down();
            var message = Scale.Decode<PoetProofMessage>(proof.Hex("message"));
            VectorCase.Equal(proof.Hex("ref"), message.ComputeRef().ToArray(), "reference of a PoET proof");
            VectorCase.Equal(configured.U64("leaf_count"), message.Proof.LeafCount, "leaves of a PoET proof");
            _storage.Leaves[message.ComputeRef()] = message.Proof.LeafCount;
            var members = proof.GetProperty("members").EnumerateArray().Select(member => Hash32.FromBytes(member.Hex())).ToList();
            return Task.FromResult(new PoetRoundProof(message.Proof, members, known.Add(roundId)));
        };
        return poet;
    }

    /// <summary>How long each proof took there.</summary>
    private IEnumerable<TimeSpan> ProofDurations()
    {
        double? started = null;
        foreach (var entry in _vector.Out.GetProperty("trace").EnumerateArray().Where(entry => entry.Has("event")))
        {
            double at = entry.GetProperty("t_ms").GetDouble();
            if (entry.GetProperty("event").Has("postStart"))
                started = at;
            else if (entry.GetProperty("event").Has("postComplete") && started is { } begin)
                yield return TimeSpan.FromMilliseconds(at - begin);
        }
    }
}
