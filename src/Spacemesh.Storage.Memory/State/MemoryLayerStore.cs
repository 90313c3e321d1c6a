using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.State;

internal sealed class MemoryLayerStore(IDataSource<StateData> source) : ILayerStore
{
    public LayerRecord? Find(LayerId layer) => source.Read(data => data.Layers.Find(layer));

    public void SetWeakCoin(LayerId layer, bool coin) => Set(layer, row => row with { WeakCoin = coin });

    public bool? WeakCoin(LayerId layer) => Find(layer) is { } row ? row.WeakCoin ?? false : null;

    public void SetApplied(LayerId layer, BlockId block) => Set(layer, row => row with { AppliedBlock = block });

    public BlockId? Applied(LayerId layer) => Find(layer)?.AppliedBlock;

    public BlockId? FirstAppliedInEpoch(EpochLayers epoch) => source.Read(data =>
        data.Layers.Rows.Where(row => row.Layer >= epoch.First && row.Layer <= epoch.Last && row.AppliedBlock is { } block && !block.IsZero())
            .MinBy(row => row.Layer)?.AppliedBlock);

    public LayerId LastApplied() => Highest(row => row.AppliedBlock is not null)?.Layer ?? default;

    public void SetProcessed(LayerId layer) => Set(layer, row => row with { Processed = true });

    public LayerId LastProcessed() => Highest(row => row.Processed)?.Layer ?? default;

    public void SetStateHash(LayerId layer, Hash32 hash) => Set(layer, row => row with { StateHash = hash });

    public Hash32? StateHash(LayerId layer) => Find(layer)?.StateHash;

    public Hash32? LatestStateHash() => Highest(row => row.StateHash is not null)?.StateHash;

    public void SetAggregatedHash(LayerId layer, Hash32 hash) => Set(layer, row => row with { AggregatedHash = hash });

    public Hash32? AggregatedHash(LayerId layer) => Find(layer) is { } row ? row.AggregatedHash ?? default(Hash32) : null;

    public IReadOnlyList<Hash32>? AggregatedHashes(LayerId from, LayerId to, uint step) => source.Read(data =>
    {
        if (from > to || step == 0)
            return null;
        var hashes = new List<Hash32>();
        for (ulong layer = from.Value; layer <= to.Value; layer = layer < to.Value ? Math.Min(layer + step, to.Value) : ulong.MaxValue)
        {
            if (data.Layers.Find(new LayerId((uint)layer)) is not { } row)
                return null;
            hashes.Add(row.AggregatedHash ?? default);
        }

        return hashes;
    });

    public IReadOnlyList<LayerListing> List(LayerId? first, LayerId? last, ListWindow window) => source.Read(data =>
    {
        var rows = data.Layers.Rows.Where(row => (first is not { } from || row.Layer >= from) && (last is not { } to || row.Layer <= to));
        var ordered = window.Descending ? rows.OrderByDescending(row => row.Layer) : rows.OrderBy(row => row.Layer);
        return ordered.SelectMany(row => Enumerable.Repeat(data.BlocksByLayer[row.Layer].Count(), 1)
            .SelectMany(blocks => Enumerable.Repeat(new LayerListing(row, blocks > 0), Math.Max(blocks, 1)))).Window(window);
    });

    public void UnsetAppliedFrom(LayerId layer) => source.Write(data =>
    {
        foreach (var row in data.Layers.Rows.Where(row => row.Layer >= layer).ToList())
            data.Layers.TryReplace(row with { AppliedBlock = null, StateHash = null, AggregatedHash = null });
        return 0;
    });

    private LayerRecord? Highest(Func<LayerRecord, bool> condition) => source.Read(data => data.Layers.Rows.Where(condition).MaxBy(row => row.Layer));

    private void Set(LayerId layer, Func<LayerRecord, LayerRecord> change) => source.Write(data =>
    {
        data.Layers.Set(change(data.Layers.Find(layer) ?? new LayerRecord(layer, null, false, null, null, null)));
        return 0;
    });
}
