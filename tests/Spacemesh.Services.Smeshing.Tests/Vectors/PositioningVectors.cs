using System.Text.Json;
using Spacemesh.AtxsData;
using Spacemesh.Ports.State;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Building;
using Spacemesh.Services.Smeshing.Tests.World;
using Spacemesh.Services.Smeshing.Time;
using Spacemesh.Storage.Memory;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Smeshing.Tests.Vectors;

[VectorFile("04-positioning")]
public sealed class PositioningVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var scheduler = new VirtualScheduler();
        var golden = Testbed.Atx(vector.In.Text("golden"));
        var state = new MemoryStateDatabase();
        var cache = new ConsensusCache();
        var invalid = new HashSet<AtxId>();
        if (vector.In.Has("candidates"))
        {
            foreach (var candidate in vector.In.GetProperty("candidates").EnumerateArray())
                Add(candidate, state, cache, invalid);
        }

        var publish = new EpochId(vector.In.U32("publish_epoch"));
        AtxId? previous = vector.In.Has("previous") ? Testbed.Atx(vector.In.Text("previous")) : null;
        scheduler.Run(async () =>
        {
            using var alarm = new WallAlarm(scheduler.TimeProvider);
            DateTimeOffset? deadline = vector.In.Has("deadline") ? alarm.Now - TimeSpan.FromSeconds(1) : null;
            var chains = new FakeChains(atx => !invalid.Contains(atx));
            var search = new PositioningSearch(state.Atxs, cache, chains, golden, null, alarm);
            var selected = await search.SelectAsync(Testbed.Node("aa"), publish, previous, deadline, CancellationToken.None);
            VectorCase.Equal(Testbed.Atx(vector.Out.Text("positioning")), selected, "positioning ATX");
            VectorCase.Equal(Testbed.Atx(vector.Out.Text("cached_search_result")), search.Cached!.Value, "cached result");
            CheckVerified(vector.Out, chains);
            await CheckSecondAsync(vector.Out.GetProperty("second_identity_same_epoch_no_previous"), search, chains, publish);
            await CheckSecondAsync(vector.Out.GetProperty("second_identity_next_epoch_no_previous"), search, chains, publish.Add(1));
        });
    }

    private static void Add(JsonElement candidate, MemoryStateDatabase state, ConsensusCache cache, HashSet<AtxId> invalid)
    {
        var id = Testbed.Atx(candidate.Text("id"));
        var smesher = NodeId.FromBytes(id.ToArray());
        var epoch = new EpochId(candidate.U32("publish_epoch"));
        ulong height = candidate.U64("height");
        state.Atxs.Add(
            new AtxRecord
            {
                Id = id, PublishEpoch = epoch, EffectiveUnits = 1, VrfNonce = 1, BaseTickHeight = 0, TickCount = height,
                Smesher = smesher, Coinbase = default, ReceivedNanoseconds = 5, Weight = height,
            },
            new AtxBlob(AtxVersion.V1, new byte[] { 1 }));
        cache.TryAdd(epoch.Target, AtxEntry.Create(id, smesher, default, 1, 0, height, 1), candidate.Flag("malicious"));
        if (candidate.Flag("chain_invalid"))
            invalid.Add(id);
    }

    private static async Task CheckSecondAsync(JsonElement expected, PositioningSearch search, FakeChains chains, EpochId publish)
    {
        chains.Verified.Clear();
        var selected = await search.SelectAsync(Testbed.Node("bb"), publish, null, null, CancellationToken.None);
        VectorCase.Equal(Testbed.Atx(expected.Text("positioning")), selected, $"positioning ATX of another identity for epoch {publish}");
        CheckVerified(expected, chains);
    }

    private static void CheckVerified(JsonElement expected, FakeChains chains) => VectorCase.Equal(
        string.Join(' ', expected.GetProperty("chains_verified").EnumerateArray().Select(id => Testbed.Atx(id.GetString()!))),
        string.Join(' ', chains.Verified),
        "chains verified");
}
