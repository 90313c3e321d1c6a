using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.State;

internal sealed class MemoryPoetStore(IDataSource<StateData> source) : IPoetStore
{
    public InsertOutcome Add(PoetProofRef reference, ScaleBytes proof, ScaleBytes? serviceId, ScaleText roundId) =>
        source.Write(data => data.Poets.TryAdd(new PoetRow(reference, proof, serviceId, roundId))) ? InsertOutcome.Added : InsertOutcome.ObjectExists;

    public bool Contains(PoetProofRef reference) => source.Read(data => data.Poets.Contains(reference));

    public ScaleBytes? Find(PoetProofRef reference) => source.Read(data => data.Poets.Find(reference)?.Proof);

    public PoetProofRef? ReferenceOf(ScaleBytes serviceId, ScaleText roundId) =>
        source.Read(data => data.Poets.Rows.LastOrDefault(row => row.Service == serviceId && row.Round == roundId)?.Reference);
}
