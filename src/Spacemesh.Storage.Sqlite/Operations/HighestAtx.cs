using Spacemesh.Primitives;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>The ATX that others should position theirs on, as the API's <c>ActivationService.Highest</c> gives it (spec 10 §6.1).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Smesher">Who published it.</param>
/// <param name="PublishEpoch">When.</param>
/// <param name="Height">Its tick height.</param>
public sealed record HighestAtx(AtxId Id, NodeId Smesher, EpochId PublishEpoch, ulong Height)
{
    /// <summary>Null where the database has no ATX. Its node may run.</summary>
    public static HighestAtx? Of(string statePath) => StateQueries.Run(statePath, connection =>
    {
        using var rows = connection.Cached(
            """
            SELECT a.id, a.pubkey, a.epoch, a.base_tick_height + a.tick_count AS height FROM atxs a
            WHERE a.epoch >= (SELECT max(epoch) FROM atxs) - 1 AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.pubkey = a.pubkey)
            ORDER BY height DESC, a.epoch DESC, a.id LIMIT 1
            """);
        return rows.Step() ? new HighestAtx(rows.Id<AtxId>(0), rows.Id<NodeId>(1), new EpochId(checked((uint)rows.Int64(2))), rows.UInt64(3)) : null;
    });
}
