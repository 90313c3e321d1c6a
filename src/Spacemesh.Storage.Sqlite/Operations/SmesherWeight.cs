using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>What one ATX, or one smesher's part of it, weighs.</summary>
/// <param name="Atx">The ATX.</param>
/// <param name="Smesher">Who published it.</param>
/// <param name="PublishEpoch">When.</param>
/// <param name="Coinbase">Where its rewards go.</param>
/// <param name="Units">Units that count.</param>
/// <param name="Ticks">Ticks of its PoET proof.</param>
public sealed record SmesherWeight(AtxId Atx, NodeId Smesher, EpochId PublishEpoch, Address Coinbase, ulong Units, ulong Ticks)
{
    private const string Columns = "SELECT id, pubkey, epoch, coinbase, effective_num_units, tick_count FROM atxs ";

    public UInt128 Weight => (UInt128)Units * Ticks;

    /// <summary>The ATX with an id; null where the state has none.</summary>
    public static SmesherWeight? OfAtx(string statePath, AtxId atx) => StateQueries.Run(statePath, connection =>
    {
        using var row = connection.Cached(Columns + "WHERE id = ?1");
        row.BindId(1, atx);
        return row.Step() ? Read(row) : null;
    });

    /// <summary>
    /// The ATX that a smesher published in an epoch, or its part of an ATX that another one published for a merged set; null where
    /// there is none.
    /// </summary>
    public static SmesherWeight? OfSmesher(string statePath, NodeId smesher, EpochId publishEpoch) => StateQueries.Run(statePath, connection =>
    {
        using (var row = connection.Cached(Columns + "WHERE pubkey = ?1 AND epoch = ?2 ORDER BY rowid LIMIT 1"))
        {
            row.BindId(1, smesher).Bind(2, publishEpoch.Value);
            if (row.Step())
                return Read(row);
        }

        using var part = connection.Cached(
            """
            SELECT atxs.id, atxs.pubkey, atxs.epoch, atxs.coinbase, posts.units, atxs.tick_count
            FROM posts JOIN atxs ON atxs.id = posts.atxid WHERE posts.pubkey = ?1 AND posts.publish_epoch = ?2 ORDER BY atxs.id LIMIT 1
            """);
        part.BindId(1, smesher).Bind(2, publishEpoch.Value);
        return part.Step() ? Read(part) : null;
    });

    private static SmesherWeight Read(Statement row) =>
        new(row.Id<AtxId>(0), row.Id<NodeId>(1), new EpochId(row.UInt32(2)), row.Id<Address>(3), row.UInt64(4), row.UInt64(5));
}
