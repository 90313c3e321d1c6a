using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Storage.Memory.State;

internal sealed class MemoryActiveSetStore(IDataSource<StateData> source) : IActiveSetStore
{
    public InsertOutcome Add(Hash32 id, EpochActiveSet set) =>
        source.Write(data => data.ActiveSets.TryAdd(new ActiveSetRow(id, set))) ? InsertOutcome.Added : InsertOutcome.ObjectExists;

    public EpochActiveSet? Find(Hash32 id) => source.Read(data => data.ActiveSets.Find(id)?.Set);

    public bool Contains(Hash32 id) => source.Read(data => data.ActiveSets.Contains(id));

    public int DeleteBefore(EpochId epoch) => source.Write(data =>
    {
        int before = data.ActiveSets.Count;
        data.ActiveSets.RemoveAll(row => row.Set.Epoch < epoch);
        return before - data.ActiveSets.Count;
    });
}
