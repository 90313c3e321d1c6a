using Spacemesh.AtxsData;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.State;

internal sealed class MemoryAtxStore(IDataSource<StateData> source) : IAtxStore
{
    public InsertOutcome Add(AtxRecord atx, AtxBlob blob) => source.Write(data => Add(data, atx, blob));

    public InsertOutcome AddCheckpointed(CheckpointedAtx atx) => source.Write(data =>
    {
        var record = new AtxRecord
        {
            Id = atx.Id,
            PublishEpoch = atx.PublishEpoch,
            EffectiveUnits = atx.EffectiveUnits,
            CommitmentAtx = atx.CommitmentAtx,
            VrfNonce = atx.VrfNonce,
            BaseTickHeight = atx.BaseTickHeight,
            TickCount = atx.TickCount,
            Sequence = atx.Sequence,
            Smesher = atx.Smesher,
            Coinbase = atx.Coinbase,
            ReceivedNanoseconds = 0,
            MarriageAtx = atx.MarriageAtx,
            Weight = 0,
        };
        if (Add(data, record, null) == InsertOutcome.ObjectExists)
            return InsertOutcome.ObjectExists;
        foreach (var (identity, units) in atx.Units.OrderBy(entry => entry.Key))
            data.Posts.TryAdd(new PostRecord(atx.Id, identity, null, 0, units, atx.PublishEpoch));
        return InsertOutcome.Added;
    });

    public AtxRecord? Find(AtxId id) => source.Read(data => data.Atxs.Find(id)?.Atx);

    public bool Contains(AtxId id) => source.Read(data => data.Atxs.Contains(id));

    public AtxBlob? Blob(AtxId id) => source.Read(data => data.AtxBlobs.Find(id) is { } row ? row.Blob ?? new AtxBlob(Wire.Activation.AtxVersion.V1, default) : (AtxBlob?)null);

    public AtxId? InEpochBy(EpochId publishEpoch, NodeId smesher) =>
        source.Read(data => data.AtxsBySmesher[smesher].FirstOrDefault(row => row.Atx.PublishEpoch == publishEpoch)?.Atx.Id);

    public IReadOnlyList<AtxRecord> List(AtxFilter filter, ListWindow window) => source.Read(data => data.Atxs.Rows.Select(row => row.Atx)
        .Where(atx => (filter.FirstEpoch is not { } first || atx.PublishEpoch >= first)
            && (filter.LastEpoch is not { } last || atx.PublishEpoch <= last)
            && filter.Ids?.Contains(atx.Id) != false
            && filter.Smeshers?.Contains(atx.Smesher) != false
            && (filter.Coinbase is not { } coinbase || atx.Coinbase == coinbase)
            && (filter.After is not { } after || (atx.PublishEpoch, atx.Id).CompareTo(after) > 0))
        .OrderBy(atx => atx.PublishEpoch).ThenBy(atx => atx.Id).Window(window));

    public ulong Count(EpochId? publishEpoch) =>
        source.Read(data => (ulong)(publishEpoch is { } epoch ? data.AtxsByEpoch[epoch].Count() : data.Atxs.Count));

    public IReadOnlyList<AtxId> InEpoch(EpochId publishEpoch) =>
        source.Read(data => data.AtxsByEpoch[publishEpoch].Select(row => row.Atx.Id).Order().ToList());

    public IReadOnlyList<AtxId> All() =>
        source.Read(data => data.Atxs.Rows.OrderBy(row => row.Atx.PublishEpoch).ThenBy(row => row.Atx.Id).Select(row => row.Atx.Id).ToList());

    public EpochId LatestEpoch() => source.Read(Latest);

    public AtxId? LastBy(NodeId smesher) => source.Read(data =>
        data.AtxsBySmesher[smesher].OrderByDescending(row => row.Atx.PublishEpoch).ThenByDescending(row => row.Atx.ReceivedNanoseconds).FirstOrDefault()?.Atx.Id);

    public AtxId? FirstBy(NodeId smesher) =>
        source.Read(data => data.AtxsBySmesher[smesher].Reverse().OrderBy(row => row.Atx.PublishEpoch).FirstOrDefault()?.Atx.Id);

    public Address? CoinbaseOf(NodeId smesher) =>
        source.Read(data => data.AtxsBySmesher[smesher].OrderByDescending(row => row.Atx.PublishEpoch).FirstOrDefault()?.Atx.Coinbase);

    public AtxId? CommitmentOf(NodeId smesher) => source.Read(data =>
        data.AtxsBySmesher[smesher].Where(row => row.Atx.CommitmentAtx is not null).OrderByDescending(row => row.Atx.PublishEpoch).FirstOrDefault()?.Atx.CommitmentAtx);

    public ulong? VrfNonceOf(NodeId smesher, EpochId targetEpoch) => source.Read(data =>
        data.AtxsBySmesher[smesher].Where(row => row.Atx.PublishEpoch < targetEpoch)
            .OrderByDescending(row => row.Atx.PublishEpoch).ThenBy(row => unchecked((long)row.Atx.VrfNonce)).FirstOrDefault()?.Atx.VrfNonce);

    public ulong? VrfNonceOf(AtxId id) => source.Read(data => data.Atxs.Find(id)?.Atx.VrfNonce);

    public AtxPair? DoublePublish(NodeId identity, EpochId publishEpoch) => source.Read(data => Pair(
        data.PostsByIdentity[identity].Where(post => post.PublishEpoch == publishEpoch && data.Atxs.Find(post.Atx)?.Atx.PublishEpoch == publishEpoch)
            .Select(post => post.Atx)));

    public AtxPair? MergeConflict(AtxId marriageAtx, EpochId publishEpoch) =>
        source.Read(data => Pair(data.AtxsByEpoch[publishEpoch].Where(row => row.Atx.MarriageAtx == marriageAtx).Select(row => row.Atx.Id)));

    public AtxId? Highest(NodeId? preferred, Func<AtxId, bool> accept) => source.Read<AtxId?>(data =>
    {
        if (data.Atxs.Count == 0)
            return null;
        uint oldest = Latest(data).Value is > 0 and var latest ? latest - 1 : 0;
        AtxId? highest = null;
        ulong height = 0;
        var candidates = data.Atxs.Rows.Where(row => row.Atx.PublishEpoch.Value >= oldest && !data.Identities.Contains(row.Atx.Smesher))
            .OrderByDescending(row => SortHeight(row.Atx)).ThenByDescending(row => row.Atx.PublishEpoch).ThenBy(row => row.Atx.Id);
        foreach (var (atx, _) in candidates)
        {
            ulong candidate = unchecked((ulong)(long)Int128.Min(SortHeight(atx), long.MaxValue));
            if (candidate < height)
                break;
            if (!accept(atx.Id))
                continue;
            if (candidate > height)
            {
                (highest, height) = (atx.Id, candidate);
                if (preferred is null)
                    break;
            }
            else if (atx.Smesher == preferred)
            {
                return atx.Id;
            }
        }

        return highest;
    });

    public IReadOnlyList<AtxRecord> NewestPerSmesher(int count) => source.Read(data =>
        data.AtxsBySmesher.Values.Order()
            .SelectMany(smesher => data.AtxsBySmesher[smesher].OrderByDescending(row => row.Atx.PublishEpoch).Take(count))
            .Select(row => row.Atx).ToList());

    public void ReadEntries(EpochId from, EpochId to, AtxEntryReceiver receive) => source.Read(data =>
    {
        foreach (var (atx, _) in data.Atxs.Rows)
        {
            if (atx.PublishEpoch >= from && atx.PublishEpoch <= to)
            {
                var entry = AtxEntry.Create(atx.Id, atx.Smesher, atx.Coinbase, atx.EffectiveUnits, atx.BaseTickHeight, atx.TickCount, atx.VrfNonce);
                receive(atx.PublishEpoch, entry);
            }
        }

        return 0;
    });

    public IReadOnlyList<AtxGrading> ForGrading(EpochId publishEpoch) => source.Read(data =>
        data.AtxsByEpoch[publishEpoch].OrderBy(row => row.Atx.Id)
            .Select(row => new AtxGrading(
                row.Atx.Id,
                row.Atx.ReceivedNanoseconds,
                data.Identities.Find(row.Atx.Smesher)?.ReceivedNanoseconds ?? 0,
                unchecked(row.Atx.EffectiveUnits * row.Atx.TickCount)))
            .ToList());

    public IReadOnlyList<(AtxId Id, bool Malicious)> WithMalice(EpochId publishEpoch) => source.Read(data =>
        data.AtxsByEpoch[publishEpoch].OrderBy(row => row.Atx.Id).Select(row => (row.Atx.Id, data.Identities.Contains(row.Atx.Smesher))).ToList());

    public void SetValidity(AtxId id, AtxValidity validity) => Update(id, atx => atx with { Validity = validity });

    public void SetVrfNonce(AtxId id, ulong nonce) => Update(id, atx => atx with { VrfNonce = nonce });

    private static EpochId Latest(StateData data) => data.AtxsByEpoch.Values.DefaultIfEmpty().Max();

    private static Int128 SortHeight(AtxRecord atx) => (Int128)unchecked((long)atx.BaseTickHeight) + unchecked((long)atx.TickCount);

    private static InsertOutcome Add(StateData data, AtxRecord atx, AtxBlob? blob) =>
        data.Atxs.TryAdd(new AtxRow(atx, blob is not null)) && data.AtxBlobs.TryAdd(new AtxBlobRow(atx.Id, blob)) ? InsertOutcome.Added : InsertOutcome.ObjectExists;

    private static AtxPair? Pair(IEnumerable<AtxId> ids) => ids.Order().Take(2).ToList() is [var first, var second] ? new AtxPair(first, second) : null;

    private void Update(AtxId id, Func<AtxRecord, AtxRecord> change) => source.Write(data =>
        data.Atxs.Find(id) is { } row && data.Atxs.TryReplace(row with { Atx = change(row.Atx) }));
}
