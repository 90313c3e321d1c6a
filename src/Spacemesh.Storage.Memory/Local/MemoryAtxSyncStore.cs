using Spacemesh.Ports.Local;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.Local;

internal sealed class MemoryAtxSyncStore(IDataSource<LocalData> source) : IAtxSyncStore
{
    public IReadOnlyDictionary<AtxId, int> Tries(EpochId epoch) =>
        source.Read(data => data.Tries.Rows.Where(row => row.Epoch == epoch).ToDictionary(row => row.Atx, row => row.Tries));

    public void SaveTries(EpochId epoch, IReadOnlyDictionary<AtxId, int> tries, int limit) => source.Write(data =>
    {
        foreach (var (id, count) in tries.OrderBy(entry => entry.Key))
        {
            if (count == limit)
                data.Tries.Remove((epoch, id));
            else
                data.Tries.Set(new TriesRow(epoch, id, count));
        }

        return 0;
    });

    public void SaveRequest(EpochId epoch, AtxSyncRequest request) => source.Write(data =>
    {
        data.AtxSync.Set(new AtxSyncRow(epoch, request));
        return 0;
    });

    public AtxSyncRequest? Request(EpochId epoch) => source.Read(data => data.AtxSync.Find(epoch)?.Request);

    public void Clear() => source.Write(data =>
    {
        data.Tries.RemoveAll(_ => true);
        data.AtxSync.RemoveAll(_ => true);
        return 0;
    });
}
