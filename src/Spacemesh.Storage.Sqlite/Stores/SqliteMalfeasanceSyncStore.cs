using Spacemesh.Ports.Local;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteMalfeasanceSyncStore(IConnectionSource source) : SqliteStore(source), IMalfeasanceSyncStore
{
    public long? LastSeconds() => Value("SELECT timestamp FROM malfeasance_sync_state WHERE id = 1 AND timestamp <> 0", _ => { }, s => s.Int64(0));

    public void SetLast(long seconds) => Run(
        "INSERT INTO malfeasance_sync_state (id, timestamp) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET timestamp = ?1", s => s.Bind(1, seconds));

    public void Clear() => SetLast(0);
}
