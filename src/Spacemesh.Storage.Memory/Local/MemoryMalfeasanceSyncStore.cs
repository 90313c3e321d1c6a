using Spacemesh.Ports.Local;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.Local;

internal sealed class MemoryMalfeasanceSyncStore(IDataSource<LocalData> source) : IMalfeasanceSyncStore
{
    public long? LastSeconds() => source.Read(data => data.MalfeasanceSync.Find(1)) is { Seconds: not 0 and var seconds } ? seconds : null;

    public void SetLast(long seconds) => source.Write(data =>
    {
        data.MalfeasanceSync.Set(new MalfeasanceSyncRow(seconds));
        return 0;
    });

    public void Clear() => SetLast(0);
}
