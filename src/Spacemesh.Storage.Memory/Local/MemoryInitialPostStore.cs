using Spacemesh.Ports.Local;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.Local;

internal sealed class MemoryInitialPostStore(IDataSource<LocalData> source) : IInitialPostStore
{
    public InsertOutcome Add(NodeId identity, InitialPost post) =>
        source.Write(data => data.InitialPosts.TryAdd(new InitialPostRow(identity, post))) ? InsertOutcome.Added : InsertOutcome.ObjectExists;

    public InitialPost? Find(NodeId identity) => source.Read(data => data.InitialPosts.Find(identity)?.Post);

    public void Remove(NodeId identity) => source.Write(data =>
    {
        data.InitialPosts.Remove(identity);
        return 0;
    });
}
