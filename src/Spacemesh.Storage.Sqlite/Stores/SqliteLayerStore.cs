using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteLayerStore(IConnectionSource source) : SqliteStore(source), ILayerStore
{
    public LayerRecord? Find(LayerId layer) => Row(
        "SELECT id, weak_coin, processed, applied_block, state_hash, aggregated_hash FROM layers WHERE id = ?1",
        s => s.Bind(1, layer.Value),
        Record);

    public void SetWeakCoin(LayerId layer, bool coin) => Run(
        "INSERT INTO layers (id, weak_coin) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET weak_coin = ?2", s => s.Bind(1, layer.Value).Bind(2, coin));

    public bool? WeakCoin(LayerId layer) => Value("SELECT weak_coin FROM layers WHERE id = ?1", s => s.Bind(1, layer.Value), s => s.Int64(0) > 0);

    public void SetApplied(LayerId layer, BlockId block) => Run(
        "INSERT INTO layers (id, applied_block) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET applied_block = ?2",
        s => s.Bind(1, layer.Value).BindId(2, block));

    public BlockId? Applied(LayerId layer) => Value(
        "SELECT applied_block FROM layers WHERE id = ?1 AND applied_block IS NOT NULL", s => s.Bind(1, layer.Value), s => s.Id<BlockId>(0));

    public BlockId? FirstAppliedInEpoch(EpochLayers epoch) => Value(
        "SELECT applied_block FROM layers WHERE id BETWEEN ?1 AND ?2 AND applied_block IS NOT NULL AND applied_block <> ?3 ORDER BY id LIMIT 1",
        s => s.Bind(1, epoch.First.Value).Bind(2, epoch.Last.Value).BindId(3, default(BlockId)),
        s => s.Id<BlockId>(0));

    public LayerId LastApplied() =>
        Value("SELECT id FROM layers WHERE applied_block IS NOT NULL ORDER BY id DESC LIMIT 1", _ => { }, Layer) ?? default;

    public void SetProcessed(LayerId layer) => Run(
        "INSERT INTO layers (id, processed) VALUES (?1, 1) ON CONFLICT (id) DO UPDATE SET processed = 1", s => s.Bind(1, layer.Value));

    public LayerId LastProcessed() => Value("SELECT id FROM layers WHERE processed = 1 ORDER BY id DESC LIMIT 1", _ => { }, Layer) ?? default;

    public void SetStateHash(LayerId layer, Hash32 hash) => Run(
        "INSERT INTO layers (id, state_hash) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET state_hash = ?2", s => s.Bind(1, layer.Value).BindId(2, hash));

    public Hash32? StateHash(LayerId layer) => Value(
        "SELECT state_hash FROM layers WHERE id = ?1 AND state_hash IS NOT NULL", s => s.Bind(1, layer.Value), s => s.Id<Hash32>(0));

    public Hash32? LatestStateHash() =>
        Value("SELECT state_hash FROM layers WHERE state_hash IS NOT NULL ORDER BY id DESC LIMIT 1", _ => { }, s => s.Id<Hash32>(0));

    public void SetAggregatedHash(LayerId layer, Hash32 hash) => Run(
        "INSERT INTO layers (id, aggregated_hash) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET aggregated_hash = ?2",
        s => s.Bind(1, layer.Value).BindId(2, hash));

    public Hash32? AggregatedHash(LayerId layer) => Value("SELECT aggregated_hash FROM layers WHERE id = ?1", s => s.Bind(1, layer.Value), s => s.Id<Hash32>(0));

    public IReadOnlyList<Hash32>? AggregatedHashes(LayerId from, LayerId to, uint step)
    {
        if (from > to || step == 0)
            return null;
        uint distance = to.Difference(from);
        ulong expected = (distance / step) + 1ul + (distance % step == 0 ? 0u : 1u);
        return Read(connection =>
        {
            var hashes = new List<Hash32>();
            using var rows = connection.Cached(
                "SELECT aggregated_hash FROM layers WHERE id BETWEEN ?1 AND ?2 AND ((id - ?1) % ?3 = 0 OR id = ?2) ORDER BY id");
            rows.Bind(1, from.Value).Bind(2, to.Value).Bind(3, step);
            while (rows.Step())
                hashes.Add(rows.Id<Hash32>(0));
            return (ulong)hashes.Count == expected ? hashes : null;
        });
    }

    public IReadOnlyList<LayerListing> List(LayerId? first, LayerId? last, ListWindow window) => Read(connection => new ListQuery()
        .Where("l.id >= ?", first?.Value)
        .Where("l.id <= ?", last?.Value)
        .Rows(
            connection,
            "SELECT l.id, l.weak_coin, l.processed, l.applied_block, l.state_hash, l.aggregated_hash, b.block FROM layers l LEFT JOIN blocks b ON l.id = b.layer",
            window.Descending ? " ORDER BY l.id DESC, b.id" : " ORDER BY l.id, b.id",
            window,
            row => new LayerListing(Record(row), !row.Blob(6).IsEmpty && Scale.TryDecodePrefix<Block>(row.Blob(6), out _, out _, out _))));

    public void UnsetAppliedFrom(LayerId layer) => Run(
        "UPDATE layers SET applied_block = NULL, state_hash = NULL, aggregated_hash = NULL WHERE id >= ?1", s => s.Bind(1, layer.Value));

    private static LayerRecord Record(Statement row) => new(
        new LayerId(row.UInt32(0)),
        row.IsNull(1) ? null : row.Int64(1) > 0,
        row.Int64(2) == 1,
        row.IdOrNull<BlockId>(3),
        row.IdOrNull<Hash32>(4),
        row.IdOrNull<Hash32>(5));

    private static LayerId Layer(Statement statement) => new(statement.UInt32(0));
}
