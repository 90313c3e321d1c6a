using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.State;

internal sealed class MemoryBeaconStore(IDataSource<StateData> source) : IBeaconStore
{
    public Beacon? Find(EpochId epoch) => source.Read(data => data.Beacons.Find(epoch)?.Beacon);

    public InsertOutcome Add(EpochId epoch, Beacon beacon) =>
        source.Write(data => data.Beacons.TryAdd(new BeaconRow(epoch, beacon))) ? InsertOutcome.Added : InsertOutcome.ObjectExists;

    public void Set(EpochId epoch, Beacon beacon) => source.Write(data =>
    {
        data.Beacons.Set(new BeaconRow(epoch, beacon));
        return 0;
    });
}
