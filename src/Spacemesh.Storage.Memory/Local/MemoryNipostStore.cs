using Spacemesh.Ports.Local;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.Local;

internal sealed class MemoryNipostStore(IDataSource<LocalData> source) : INipostStore
{
    public InsertOutcome Add(NodeId identity, NipostState nipost) =>
        source.Write(data => data.Niposts.TryAdd(new NipostRow(identity, nipost))) ? InsertOutcome.Added : InsertOutcome.ObjectExists;

    public NipostState? Find(NodeId identity) => source.Read(data => data.Niposts.Find(identity)?.Nipost);

    public void Remove(NodeId identity) => source.Write(data =>
    {
        data.Niposts.Remove(identity);
        return 0;
    });
}
