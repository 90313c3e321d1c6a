using Spacemesh.Ports.Local;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.Local;

internal sealed class MemoryLocalTransaction(TransactionData<LocalData> data) : ILocalTransaction
{
    private readonly MemoryLocalStores _stores = new(data);

    public IChallengeStore Challenges => _stores.Challenges;

    public INipostStore Niposts => _stores.Niposts;

    public IInitialPostStore InitialPosts => _stores.InitialPosts;

    public IPoetRegistrationStore PoetRegistrations => _stores.PoetRegistrations;

    public IPoetCertificateStore PoetCertificates => _stores.PoetCertificates;

    public IAtxSyncStore AtxSync => _stores.AtxSync;

    public IMalfeasanceSyncStore MalfeasanceSync => _stores.MalfeasanceSync;

    public IPreparedActiveSetStore PreparedActiveSets => _stores.PreparedActiveSets;

    public void Commit() => data.Commit();

    public void Dispose() => data.Dispose();
}
