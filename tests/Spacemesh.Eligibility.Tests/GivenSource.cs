using System.Text.Json;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Eligibility.Tests;

/// <summary>A small database given in full by a golden case.</summary>
internal sealed class GivenSource : IActiveSetSource
{
    private readonly uint _layersPerEpoch;
    private readonly Dictionary<EpochId, Beacon> _beacons = [];
    private readonly Dictionary<(EpochId, AtxId), (NodeId, ulong)> _atxs = [];
    private readonly List<(LayerId Layer, NodeId Smesher, AtxId Atx, ReferenceBallot Ballot)> _ballots = [];
    private readonly List<(LayerId Layer, AtxId[] Rewards)> _blocks = [];
    private readonly Dictionary<Hash32, AtxId[]> _sets = [];

    public GivenSource(uint layersPerEpoch) => _layersPerEpoch = layersPerEpoch;

    public static GivenSource Read(JsonElement input)
    {
        var source = new GivenSource(input.U32("layers_per_epoch"));
        foreach (var beacon in input.GetProperty("beacons").EnumerateObject())
            source.AddBeacon(new EpochId(uint.Parse(beacon.Name)), Primitives.Beacon.FromBytes(beacon.Value.Hex()));
        foreach (var atx in Items(input, "atxs"))
        {
            source.AddAtx(
                new EpochId(atx.U32("publish_epoch") + 1), AtxId.FromBytes(atx.Hex("atx")), NodeId.FromBytes(atx.Hex("smesher")), atx.U64("weight"));
        }

        foreach (var ballot in Items(input, "ballots"))
        {
            var reference = default(ReferenceBallot);
            if (ballot.Has("epoch_data"))
            {
                var data = ballot.GetProperty("epoch_data");
                var hash = Hash32.FromBytes(data.Hex("active_set_hash"));
                reference = new ReferenceBallot(hash, Primitives.Beacon.FromBytes(data.Hex("beacon")));
                if (data.Flag("active_set_stored"))
                    source._sets[hash] = Ids(data.GetProperty("active_set"));
            }

            source._ballots.Add((new LayerId(ballot.U32("layer")), NodeId.FromBytes(ballot.Hex("smesher")), AtxId.FromBytes(ballot.Hex("atx")), reference));
        }

        foreach (var block in Items(input, "blocks").Where(block => block.Flag("applied")))
            source._blocks.Add((new LayerId(block.U32("layer")), Ids(block.GetProperty("reward_atxs"))));
        return source;
    }

    public static AtxId[] Ids(JsonElement list) => [.. list.EnumerateArray().Select(id => AtxId.FromBytes(id.Hex()))];

    public void AddBeacon(EpochId epoch, Beacon beacon) => _beacons[epoch] = beacon;

    public void AddAtx(EpochId target, AtxId atx, NodeId smesher, ulong weight) => _atxs[(target, atx)] = (smesher, weight);

    public Beacon? Beacon(EpochId epoch) => _beacons.TryGetValue(epoch, out var beacon) ? beacon : null;

    public IReadOnlyList<AtxId>? FirstBlockRewards(EpochId epoch) =>
        _blocks.Where(block => block.Layer.Value / _layersPerEpoch == epoch.Value).OrderBy(block => block.Layer).Select(block => block.Rewards).FirstOrDefault();

    public ReferenceBallot? EarliestBallot(AtxId atx, EpochId epoch)
    {
        var ballots = InEpoch(epoch).Where(ballot => ballot.Atx == atx).OrderBy(ballot => ballot.Layer).ToList();
        return ballots.Count == 0 ? null : ballots[0].Ballot;
    }

    public IEnumerable<ReferenceBallot> FirstBallots(EpochId epoch) =>
        InEpoch(epoch).GroupBy(ballot => ballot.Smesher).Select(ballots => ballots.MinBy(ballot => ballot.Layer).Ballot);

    public IReadOnlyList<AtxId>? StoredSet(Hash32 hash) => _sets.GetValueOrDefault(hash);

    public (NodeId Smesher, ulong Weight)? Atx(EpochId target, AtxId atx) => _atxs.TryGetValue((target, atx), out var found) ? found : null;

    internal static IEnumerable<JsonElement> Items(JsonElement input, string property) =>
        input.Has(property) ? input.GetProperty(property).EnumerateArray() : [];

    private IEnumerable<(LayerId Layer, NodeId Smesher, AtxId Atx, ReferenceBallot Ballot)> InEpoch(EpochId epoch) =>
        _ballots.Where(ballot => ballot.Layer.Value / _layersPerEpoch == epoch.Value);
}
