using System.Text.Json;
using System.Text.RegularExpressions;
using Spacemesh.AtxsData;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Signing;
using Spacemesh.Hare;
using Spacemesh.Primitives;
using Spacemesh.Proposals.Intake;
using Spacemesh.Proposals.Slots;
using Spacemesh.Testing.Vectors;
using Spacemesh.Tortoise;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Proposals.Tests;

/// <summary>Ballots, proposals and active sets in order on one state, with the real tortoise.</summary>
[VectorFile("06-handlers")]
internal sealed partial class HandlerVectors : VectorSuite, IDisposable
{
    private HandlerWorld? _world;

    private HandlerWorld World => _world ?? throw new VectorMismatchException("the file gives no world before this case");

    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("config"))
            _world = Build(vector.In);
        else if (vector.In.Has("kind"))
            CheckMessage(vector);
        else
            CheckRows(vector.Out.GetProperty("rows"));
    }

    public void Dispose() => _world?.Dispose();

    private static HandlerWorld Build(JsonElement given)
    {
        var config = given.GetProperty("config");
        var network = Given.Network(config.U32("layers_per_epoch"), AtxId.FromBytes(config.Hex("golden_atx")));
        VectorCase.Equal(config.U32("effective_genesis"), network.EffectiveGenesis.Value, "effective genesis");
        var options = new ProposalOptions
        {
            LayerSize = config.U32("layer_size"),
            Hdist = config.U32("hdist"),
            MaxExceptions = config.U32("handler_max_exceptions"),
            MinimalWeights = new MinimalWeights([.. config.GetProperty("minimal_active_set_weight").EnumerateArray().Select(entry => new MinimalWeight(new EpochId(entry.U32("epoch")), entry.U64("weight")))]),
        };
        var tortoise = new TortoiseOptions
        {
            LayersPerEpoch = network.LayersPerEpoch,
            EffectiveGenesis = network.EffectiveGenesis,
            Hdist = config.U32("hdist"),
            Zdist = config.U32("zdist"),
            WindowSize = config.U32("window"),
            MaxExceptions = config.U32("tortoise_max_exceptions"),
            BadBeaconVoteDelayLayers = config.U32("delay"),
            LayerSize = config.U32("layer_size"),
        };
        var store = given.GetProperty("proposal_store");
        var world = new HandlerWorld(
            network, options, tortoise, new EdVerifier(config.Hex("signature_prefix")), new ProposalStore(store.U32("capacity"), new LayerId(store.U32("evicted"))));
        var keys = given.GetProperty("keys").EnumerateArray().ToDictionary(key => key.I32("smesher"), key => NodeId.FromBytes(key.Hex("node_id")));
        foreach (var atx in given.GetProperty("atxs").EnumerateArray())
        {
            world.AddAtx(new EpochId(atx.U32("target_epoch")), new AtxEntry(
                AtxId.FromBytes(atx.Hex("id")), keys[atx.I32("smesher")], default, atx.U64("weight"), atx.U64("base_height"), atx.U64("height"), atx.U64("vrf_nonce")));
        }

        foreach (var set in given.GetProperty("active_sets").EnumerateArray())
        {
            var ids = set.GetProperty("ids").EnumerateArray().Select(id => AtxId.FromBytes(id.Hex())).ToScaleList();
            world.State.ActiveSets.Add(Hash32.FromBytes(set.Hex("hash")), new EpochActiveSet(new EpochId(set.U32("epoch")), ids));
        }

        foreach (var beacon in given.GetProperty("beacons").EnumerateArray())
            world.Tortoise.OnBeacon(new EpochId(beacon.U32("epoch")), Beacon.FromBytes(beacon.Hex("beacon")));
        foreach (var block in given.GetProperty("blocks").EnumerateArray())
            world.Tortoise.OnBlock(new Vote(BlockId.FromBytes(block.Hex("id")), new LayerId(block.U32("layer")), block.U64("height")));
        foreach (var output in given.GetProperty("hare").EnumerateArray())
            world.Tortoise.OnHareOutput(new LayerId(output.U32("layer")), BlockId.FromBytes(output.Hex("block")));
        var coins = WeakCoins().Match(given.Text("weak_coins"));
        VectorCase.True(coins.Success, "weak coins");
        for (uint layer = uint.Parse(coins.Groups[2].ValueSpan); layer <= uint.Parse(coins.Groups[3].ValueSpan); layer++)
            world.Tortoise.OnWeakCoin(new LayerId(layer), coins.Groups[1].Value == "true");
        world.Tortoise.TallyVotes(new LayerId(given.U32("tally")));
        return world;
    }

    [GeneratedRegex("^(true|false) for layers ([0-9]+)\\.\\.([0-9]+)$")]
    private static partial Regex WeakCoins();

    /// <summary>A case may say in its name that the proposal store moved on before it.</summary>
    [GeneratedRegex("store moved to layer ([0-9]+) before")]
    private static partial Regex StoreMoved();

    private static string Lines(JsonElement expected, string property) =>
        expected.Has(property) ? string.Join('\n', expected.GetProperty(property).EnumerateArray().Select(Canonical)) : "";

    private static string Canonical(JsonElement element) => string.Join(' ', element.EnumerateObject()
        .OrderBy(property => property.Name, StringComparer.Ordinal)
        .Select(property => $"{property.Name}={string.Concat(property.Value.ToString().Where(c => !char.IsWhiteSpace(c)))}"));

    private void CheckMessage(VectorCase vector)
    {
        var given = vector.In;
        var expected = vector.Out;
        HashSet<string> fails = given.Has("fetch_fails") ? [.. given.GetProperty("fetch_fails").EnumerateArray().Select(name => name.GetString()!)] : [];
        Hash32? hash = given.Has("hash") ? Given.Hash(given.GetProperty("hash")) : null;
        var moment = new IntakeMoment(new LayerId(given.U32("current_layer")), new LayerId(given.U32("processed_layer")));
        if (StoreMoved().Match(vector.Name) is { Success: true } moved)
            World.Proposals.OnLayer(new LayerId(uint.Parse(moved.Groups[1].ValueSpan)));
        var effects = World.Receive(given.Text("kind"), given.Hex("data"), hash, moment, fails);
        VectorCase.Equal(expected.Text("outcome"), effects.Outcome, $"outcome ({effects.Reason})");
        VectorCase.Equal(Lines(expected, "calls"), string.Join('\n', effects.Calls), "calls");
        VectorCase.Equal(Lines(expected, "beacon_reports"), string.Join('\n', effects.Beacons), "beacon reports");
        VectorCase.Equal(Lines(expected, "linked"), string.Join('\n', effects.Linked), "linked");
        VectorCase.Equal(Lines(expected, "published"), string.Join('\n', effects.Published), "published");
        VectorCase.Equal(expected.Has("new_malicious") ? Canonical(expected.GetProperty("new_malicious")) : "", effects.Malicious, "malicious");
        VectorCase.Equal(expected.I32("new_ballot_rows"), effects.NewRows, "new rows");
    }

    private void CheckRows(JsonElement rows)
    {
        var actual = new List<string>();
        for (var layer = LayerId.Zero; layer <= World.State.Ballots.LatestLayer(); layer = layer.Add(1))
        {
            foreach (var (id, ballot, _) in World.State.Ballots.InLayer(layer))
                actual.Add($"atx={ballot.Inner.AtxId.ToHex()} ballot={Convert.ToHexStringLower(Scale.Encode(ballot))} id={id.ToHash32().ToHex()} layer={layer} pubkey={ballot.SmesherId.ToHex()}");
        }

        VectorCase.Equal(string.Join('\n', rows.EnumerateArray().Select(Canonical)), string.Join('\n', actual), "rows");
    }
}
