using System.Diagnostics.CodeAnalysis;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Api.Tests.Golden;

/// <summary>Active sets out of a state: of the first applied block's ballots, else of every smesher's first ballot (spec 05 §4.2).</summary>
internal sealed class StoredActiveSets(IStateDatabase state, NetworkParameters network) : IHareActiveSets
{
    public bool TryGet(EpochId epoch, [NotNullWhen(true)] out IReadOnlyList<AtxId>? set, [NotNullWhen(false)] out string? error)
    {
        set = null;
        error = "empty active set";
        if (epoch < network.EpochOf(network.EffectiveGenesis.Add(1)))
            return false;
        var layers = EpochLayers.Of(network, epoch);
        var ids = FromBlock(layers);
        if (ids is null && state.Beacons.Find(epoch) is not { } beacon)
        {
            error = "get beacon: beacon is not calculated for this epoch";
            return false;
        }

        ids ??= [.. state.Ballots.FirstOfEverySmesher(layers).Where(row => row.Ballot.Inner.EpochData?.Beacon == state.Beacons.Find(epoch)).SelectMany(row => Stored(row) ?? [])];
        if (ids.Count == 0)
            return false;
        set = [.. ids.Distinct().Order()];
        error = null;
        return true;
    }

    private List<AtxId>? FromBlock(EpochLayers layers)
    {
        if (state.Layers.FirstAppliedInEpoch(layers) is not { } id || state.Blocks.Find(id) is not { } block)
            return null;
        var ids = new List<AtxId>();
        foreach (var reward in block.Rewards)
        {
            if (state.Ballots.FirstInEpoch(reward.AtxId, layers) is not { } ballot || Stored(ballot) is not { } stored)
                return null;
            ids.Add(reward.AtxId);
            ids.AddRange(stored);
        }

        return ids;
    }

    private IEnumerable<AtxId>? Stored(StoredBallotRecord row) =>
        row.Ballot.Inner.EpochData is { } data ? state.ActiveSets.Find(data.ActiveSetHash)?.Set : null;
}
