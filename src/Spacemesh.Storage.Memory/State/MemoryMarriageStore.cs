using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.State;

internal sealed class MemoryMarriageStore(IDataSource<StateData> source) : IMarriageStore
{
    public MarriageSetId NewSet() => source.Read(data => new MarriageSetId(data.Marriages.Rows.Select(row => row.Set.Value).DefaultIfEmpty().Max() + 1));

    public MarriageOutcome Add(MarriageRecord marriage) => source.Write(data =>
    {
        var known = data.Marriages.Find(marriage.Identity);
        if (known is not null && known.Set != marriage.Set)
            return MarriageOutcome.Conflict;
        if (data.Marriages.Rows.Any(row => row.MarriageAtx == marriage.MarriageAtx && row.Index == marriage.Index && row.Identity != marriage.Identity))
            return MarriageOutcome.ObjectExists;
        data.Marriages.Set(marriage);
        return known is null ? MarriageOutcome.Added : MarriageOutcome.Updated;
    });

    public void Relabel(MarriageSetId from, MarriageSetId to) => source.Write(data =>
    {
        foreach (var row in data.Marriages.Rows.Where(row => row.Set == from).ToList())
            data.Marriages.TryReplace(row with { Set = to });
        return 0;
    });

    public MarriageSetId? SetOf(NodeId identity) => Find(identity)?.Set;

    public MarriageRecord? Find(NodeId identity) => source.Read(data => data.Marriages.Find(identity));

    public IReadOnlyList<NodeId> Members(MarriageSetId set) =>
        source.Read(data => data.Marriages.Rows.Where(row => row.Set == set).Select(row => row.Identity).ToList());

    public IReadOnlyList<MarriageRecord> All() => source.Read(data => data.Marriages.Rows.OrderBy(row => row.Identity).ToList());
}
