using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteActiveSetStore(IConnectionSource source) : SqliteStore(source), IActiveSetStore
{
    public InsertOutcome Add(Hash32 id, EpochActiveSet set)
    {
        byte[] encoded = Scale.Encode(set);
        return Insert(
            "INSERT INTO activesets (id, active_set, epoch) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", s => s.BindId(1, id).Bind(2, encoded).Bind(3, set.Epoch.Value));
    }

    public EpochActiveSet? Find(Hash32 id) => Row(
        "SELECT active_set FROM activesets WHERE id = ?1",
        s => s.BindId(1, id),
        s => Scale.TryDecodePrefix<EpochActiveSet>(s.Blob(0), out var set, out _, out var error) ? set : throw Corrupt($"active set {id}", error));

    public bool Contains(Hash32 id) => Exists("SELECT 1 FROM activesets WHERE id = ?1", s => s.BindId(1, id));

    public int DeleteBefore(EpochId epoch) => Run("DELETE FROM activesets WHERE epoch < ?1", s => s.Bind(1, epoch.Value));
}
