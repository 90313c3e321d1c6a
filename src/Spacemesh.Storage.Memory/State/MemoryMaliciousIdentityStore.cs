using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.State;

internal sealed class MemoryMaliciousIdentityStore(IDataSource<StateData> source) : IMaliciousIdentityStore
{
    public void Add(NodeId identity, ScaleBytes proof, long receivedNanoseconds) =>
        source.Write(data => data.Identities.TryAdd(new IdentityRow(identity, proof, receivedNanoseconds)));

    public bool Contains(NodeId identity) => source.Read(data => data.Identities.Contains(identity));

    public (ScaleBytes Proof, long ReceivedNanoseconds)? Find(NodeId identity) =>
        source.Read(data => data.Identities.Find(identity) is { } row ? (row.Proof, row.ReceivedNanoseconds) : ((ScaleBytes, long)?)null);

    public IReadOnlyList<(NodeId Identity, ScaleBytes Proof)> InOrder(ListWindow window) =>
        source.Read(data => data.Identities.Rows.Select(row => (row.Identity, row.Proof)).Window(window));

    public IReadOnlyList<(NodeId Identity, ScaleBytes Proof)> List(IReadOnlyList<NodeId>? identities, ListWindow window) => source.Read(data =>
        data.Identities.Rows.Where(row => identities?.Contains(row.Identity) != false)
            .OrderBy(row => row.Identity).Select(row => (row.Identity, row.Proof)).Window(window));

    public IReadOnlyList<NodeId> All() => source.Read(data => data.Identities.Rows.Select(row => row.Identity).Order().ToList());
}
