using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>The state of the counting at one moment (spec 06 §20 names the fields).</summary>
public sealed record TortoiseSnapshot(
    bool IsFull,
    LayerId Last,
    LayerId Processed,
    LayerId Verified,
    LayerId Evicted,
    LayerId Pending,
    LayerId Counted,
    int Retriable,
    Fixed LocalThreshold,
    Fixed TotalGoodWeight,
    IReadOnlyDictionary<LayerId, IReadOnlyList<BallotId>> Delayed,
    IReadOnlyDictionary<EpochId, EpochSnapshot> Epochs,
    IReadOnlyDictionary<LayerId, LayerSnapshot> Layers)
{
    internal static TortoiseSnapshot Of(CountingState state) => new(
        state.IsFull,
        new LayerId(state.Last),
        new LayerId(state.Processed),
        new LayerId(state.Verified),
        new LayerId(state.Evicted),
        new LayerId(state.Pending),
        new LayerId(state.Counted),
        state.Retriable.Count,
        state.LocalThreshold,
        state.TotalGoodWeight,
        state.Delayed.ToDictionary(entry => new LayerId(entry.Key), IReadOnlyList<BallotId> (entry) => [.. entry.Value.Select(ballot => ballot.Id)]),
        state.Epochs.ToDictionary(entry => new EpochId(entry.Key), entry => new EpochSnapshot(entry.Value.Weight, entry.Value.Height, entry.Value.Beacon)),
        state.Layers.All().Where(layer => layer.Id > state.Evicted).ToDictionary(layer => new LayerId(layer.Id), LayerSnapshot.Of));
}
