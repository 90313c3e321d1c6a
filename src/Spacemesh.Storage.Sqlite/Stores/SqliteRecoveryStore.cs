using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteRecoveryStore(IConnectionSource source) : SqliteStore(source), IRecoveryStore
{
    public LayerId? RestoreLayer() => Value("SELECT restore FROM recovery", _ => { }, s => new LayerId(s.UInt32(0)));

    public InsertOutcome Set(LayerId layer) => Insert("INSERT INTO recovery (id, restore) VALUES (1, ?1) ON CONFLICT DO NOTHING", s => s.Bind(1, layer.Value));

    public void Move(LayerId layer) => Run("INSERT INTO recovery (id, restore) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET restore = ?1", s => s.Bind(1, layer.Value));
}
