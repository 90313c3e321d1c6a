using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteBeaconStore(IConnectionSource source) : SqliteStore(source), IBeaconStore
{
    public Beacon? Find(EpochId epoch) => Value("SELECT beacon FROM beacons WHERE epoch = ?1", s => s.Bind(1, epoch.Value), s => s.Id<Beacon>(0));

    public InsertOutcome Add(EpochId epoch, Beacon beacon) =>
        Insert("INSERT INTO beacons (epoch, beacon) VALUES (?1, ?2) ON CONFLICT DO NOTHING", s => s.Bind(1, epoch.Value).BindId(2, beacon));

    public void Set(EpochId epoch, Beacon beacon) =>
        Run("INSERT INTO beacons (epoch, beacon) VALUES (?1, ?2) ON CONFLICT (epoch) DO UPDATE SET beacon = ?2", s => s.Bind(1, epoch.Value).BindId(2, beacon));
}
