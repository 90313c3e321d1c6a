using Spacemesh.Ports.Local;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteAtxSyncStore(IConnectionSource source) : SqliteStore(source), IAtxSyncStore
{
    public IReadOnlyDictionary<AtxId, int> Tries(EpochId epoch) => Read(connection => Tries(connection, epoch));

    public void SaveTries(EpochId epoch, IReadOnlyDictionary<AtxId, int> tries, int limit) => Write(connection =>
    {
        // An epoch may have millions of rows: only those that change are looked at.
        foreach (var (id, count) in tries.OrderBy(entry => entry.Key))
        {
            if (count == limit)
            {
                Run(connection, "DELETE FROM atx_sync_state WHERE epoch = ?1 AND id = ?2", s => s.Bind(1, epoch.Value).BindId(2, id));
            }
            else
            {
                Run(
                    connection,
                    "INSERT INTO atx_sync_state (epoch, id, requests) VALUES (?1, ?2, ?3) ON CONFLICT (epoch, id) DO UPDATE SET requests = ?3 WHERE requests != ?3",
                    s => s.Bind(1, epoch.Value).BindId(2, id).Bind(3, count));
            }
        }

        return 0;
    });

    public void SaveRequest(EpochId epoch, AtxSyncRequest request) => Run(
        """
        INSERT INTO atx_sync_requests (epoch, timestamp, total, downloaded) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (epoch) DO UPDATE SET timestamp = ?2, total = ?3, downloaded = ?4
        """,
        s => s.Bind(1, epoch.Value).Bind(2, request.Seconds).Bind(3, request.Total).Bind(4, request.Downloaded));

    public AtxSyncRequest? Request(EpochId epoch) => Value(
        "SELECT timestamp, total, downloaded FROM atx_sync_requests WHERE epoch = ?1",
        s => s.Bind(1, epoch.Value),
        s => new AtxSyncRequest(s.Int64(0), s.Int64(1), s.Int64(2)));

    public void Clear() => Write(connection =>
    {
        Run(connection, "DELETE FROM atx_sync_state", _ => { });
        return Run(connection, "DELETE FROM atx_sync_requests", _ => { });
    });

    private static Dictionary<AtxId, int> Tries(Connection connection, EpochId epoch)
    {
        var tries = new Dictionary<AtxId, int>();
        using var rows = connection.Cached("SELECT id, requests FROM atx_sync_state WHERE epoch = ?1");
        rows.Bind(1, epoch.Value);
        while (rows.Step())
            tries[rows.Id<AtxId>(0)] = (int)rows.Int64(1);
        return tries;
    }
}
