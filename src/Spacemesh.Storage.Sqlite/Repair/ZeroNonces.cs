using Microsoft.Extensions.Logging;
using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Sqlite.Stores;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Storage.Sqlite.Repair;

/// <summary>
/// ATXs of version 1 that name no VRF nonce were stored by release 1.7.5 with nonce 0 instead of the previous ATX's, so that their
/// ballots could not be verified (spec 10 §3.1).
/// </summary>
public static partial class ZeroNonces
{
    /// <summary>Gives each such ATX the nonce of its previous one, oldest epoch first, and says how many there were.</summary>
    public static int Repair(SqliteStateDatabase database, ILogger logger)
    {
        if (database.Engine.Read(Candidates).Count == 0)
            return 0;
        int repaired = 0;
        using (var transaction = database.Begin())
        {
            foreach (var (atx, smesher) in database.Engine.Read(Candidates))
            {
                if (NamesNoNonce(transaction, atx) && PreviousNonce(transaction, atx, smesher) is > 0 and var nonce)
                {
                    transaction.Atxs.SetVrfNonce(atx, nonce);
                    repaired++;
                }
            }

            transaction.Commit();
        }

        if (repaired > 0)
            LogRepaired(logger, repaired, database.Engine.Path);
        return repaired;
    }

    /// <summary>The ATXs that <see cref="Repair"/> would change.</summary>
    public static IReadOnlyList<AtxId> Find(Connection connection)
    {
        var stores = new SqliteStateStores(new SnapshotSource(connection));
        return [.. Candidates(connection).Where(row => NamesNoNonce(stores, row.Atx) && HasNonceBefore(stores, row.Atx, row.Smesher)).Select(row => row.Atx)];
    }

    /// <summary>Whether a previous ATX of the chain has the nonce, with only affected ones in between.</summary>
    private static bool HasNonceBefore(IStateStores stores, AtxId atx, NodeId smesher)
    {
        var seen = new HashSet<AtxId>();
        while (seen.Add(atx) && stores.Posts.PreviousList(atx) is [var previous, ..] && !previous.IsZero() && stores.Atxs.Find(previous) is { } record && record.Smesher == smesher)
        {
            if (record.VrfNonce > 0)
                return true;
            if (!NamesNoNonce(stores, previous))
                return false;
            atx = previous;
        }

        return false;
    }

    private static List<(AtxId Atx, NodeId Smesher)> Candidates(Connection connection)
    {
        var candidates = new List<(AtxId Atx, NodeId Smesher)>();
        using var rows = connection.Cached("SELECT id, pubkey FROM atxs WHERE nonce = 0 AND commitment_atx IS NULL AND received <> 0 ORDER BY epoch, rowid");
        while (rows.Step())
            candidates.Add((rows.Id<AtxId>(0), rows.Id<NodeId>(1)));
        return candidates;
    }

    private static bool NamesNoNonce(IStateStores stores, AtxId id) =>
        stores.Atxs.Blob(id) is { Version: AtxVersion.V1 } blob
        && Scale.TryDecodePrefix<ActivationTxV1>(blob.Bytes.Span, out var atx, out _, out _)
        && atx.Inner.VrfNonce is null;

    private static ulong? PreviousNonce(IStateStores stores, AtxId id, NodeId smesher) =>
        stores.Posts.PreviousList(id) is [var previous, ..] && !previous.IsZero() && stores.Atxs.Find(previous)?.Smesher == smesher
            ? stores.Atxs.VrfNonceOf(previous)
            : null;

    [LoggerMessage(5030, LogLevel.Warning, "{Count} ATXs in {Path} had the VRF nonce 0 that release 1.7.5 stored and were repaired. Ballots refused meanwhile are missing: if layers do not verify, reset the state and sync again")]
    private static partial void LogRepaired(ILogger logger, int count, string path);
}
