using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.State;

internal sealed class MemoryRecoveryStore(IDataSource<StateData> source) : IRecoveryStore
{
    public LayerId? RestoreLayer() => source.Read(data => data.Recovery.Find(1)?.Layer);

    public InsertOutcome Set(LayerId layer) => source.Write(data => data.Recovery.TryAdd(new RestoreRow(layer))) ? InsertOutcome.Added : InsertOutcome.ObjectExists;

    public void Move(LayerId layer) => source.Write(data =>
    {
        data.Recovery.Set(new RestoreRow(layer));
        return 0;
    });
}
