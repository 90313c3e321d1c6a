using Spacemesh.Ports.Local;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.Local;

internal sealed class MemoryPreparedActiveSetStore(IDataSource<LocalData> source) : IPreparedActiveSetStore
{
    public InsertOutcome Add(ActiveSetKind kind, EpochId target, PreparedActiveSet set) =>
        source.Write(data => data.Prepared.TryAdd(new PreparedRow(kind, target, set))) ? InsertOutcome.Added : InsertOutcome.ObjectExists;

    public PreparedActiveSet? Find(ActiveSetKind kind, EpochId target) => source.Read(data => data.Prepared.Find((kind, target))?.Set);
}
