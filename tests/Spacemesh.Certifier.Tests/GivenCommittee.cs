using System.Text.Json;
using Spacemesh.Eligibility;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Certifier.Tests;

/// <summary>Beacons and active sets of golden cases.</summary>
internal sealed class GivenCommittee : IActiveSetSource
{
    private readonly Dictionary<EpochId, Beacon> _beacons = [];
    private readonly Dictionary<(EpochId, AtxId), (NodeId, ulong)> _atxs = [];

    public static NetworkParameters Network(JsonElement input)
    {
        uint layersPerEpoch = input.U32("layers_per_epoch");
        uint effective = input.U32("effective_genesis");
        return new NetworkParameters
        {
            LayersPerEpoch = layersPerEpoch,
            LayerDuration = TimeSpan.FromMinutes(5),
            GenesisTime = DateTimeOffset.UnixEpoch,
            GoldenAtx = default,
            AddressPrefix = "sm",
            RestoreLayer = effective == (2 * layersPerEpoch) - 1 ? null : new LayerId(effective + 1),
        };
    }

    public void Add(EpochId epoch, Beacon beacon) => _beacons[epoch] = beacon;

    public void Add(EpochId epoch, AtxId atx, NodeId smesher, ulong weight) => _atxs[(epoch, atx)] = (smesher, weight);

    /// <summary>An oracle whose active sets are all ATXs of each epoch.</summary>
    public EligibilityOracle CreateOracle(NetworkParameters network, uint confidence)
    {
        var oracle = new EligibilityOracle(new OracleOptions(network, confidence), this);
        foreach (var epoch in _atxs.Keys.GroupBy(key => key.Item1))
            oracle.ActiveSets.AddFallback(epoch.Key, [.. epoch.Select(key => key.Item2)]);
        return oracle;
    }

    public Beacon? Beacon(EpochId epoch) => _beacons.TryGetValue(epoch, out var beacon) ? beacon : null;

    public IReadOnlyList<AtxId>? FirstBlockRewards(EpochId epoch) => null;

    public ReferenceBallot? EarliestBallot(AtxId atx, EpochId epoch) => null;

    public IEnumerable<ReferenceBallot> FirstBallots(EpochId epoch) => [];

    public IReadOnlyList<AtxId>? StoredSet(Hash32 hash) => null;

    public (NodeId Smesher, ulong Weight)? Atx(EpochId target, AtxId atx) => _atxs.TryGetValue((target, atx), out var found) ? found : null;
}
