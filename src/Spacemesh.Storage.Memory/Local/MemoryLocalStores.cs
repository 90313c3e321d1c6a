using Spacemesh.Ports.Local;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.Local;

internal sealed class MemoryLocalStores(IDataSource<LocalData> source) : ILocalStores
{
    public IChallengeStore Challenges { get; } = new MemoryChallengeStore(source);

    public INipostStore Niposts { get; } = new MemoryNipostStore(source);

    public IInitialPostStore InitialPosts { get; } = new MemoryInitialPostStore(source);

    public IPoetRegistrationStore PoetRegistrations { get; } = new MemoryPoetRegistrationStore(source);

    public IPoetCertificateStore PoetCertificates { get; } = new MemoryPoetCertificateStore(source);

    public IAtxSyncStore AtxSync { get; } = new MemoryAtxSyncStore(source);

    public IMalfeasanceSyncStore MalfeasanceSync { get; } = new MemoryMalfeasanceSyncStore(source);

    public IPreparedActiveSetStore PreparedActiveSets { get; } = new MemoryPreparedActiveSetStore(source);
}
