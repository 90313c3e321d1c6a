using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.State;

internal sealed class MemoryMalfeasanceStore(IDataSource<StateData> source) : IMalfeasanceStore
{
    public MalfeasanceOutcome Add(NodeId identity, MarriageSetId? marriage, byte? domain, ScaleBytes? proof, long receivedNanoseconds) => source.Write(data =>
    {
        if (marriage is { } set && !Exists(data, set))
            return MalfeasanceOutcome.UnknownMarriage;
        if (marriage is null && (proof is null || domain is null))
            return MalfeasanceOutcome.ProofMissing;
        data.Malfeasance.TryAdd(new MalfeasanceRecord(identity, marriage, receivedNanoseconds, domain, proof));
        return MalfeasanceOutcome.Stored;
    });

    public MalfeasanceOutcome SetMarried(NodeId identity, MarriageSetId marriage, long receivedNanoseconds) => source.Write(data =>
    {
        if (!Exists(data, marriage))
            return MalfeasanceOutcome.UnknownMarriage;
        data.Malfeasance.Set(
            data.Malfeasance.Find(identity) is { } row ? row with { Marriage = marriage } : new MalfeasanceRecord(identity, marriage, receivedNanoseconds, null, null));
        return MalfeasanceOutcome.Stored;
    });

    public bool Contains(NodeId identity) => source.Read(data => data.Malfeasance.Contains(identity));

    public MalfeasanceRecord? Find(NodeId identity) => source.Read(data => data.Malfeasance.Find(identity));

    public IReadOnlyList<NodeId> All() => source.Read(data => data.Malfeasance.Rows.Select(row => row.Identity).Order().ToList());

    private static bool Exists(StateData data, MarriageSetId set) => data.Marriages.Rows.Any(row => row.Set == set);
}
