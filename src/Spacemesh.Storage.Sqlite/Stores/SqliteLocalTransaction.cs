using Spacemesh.Ports.Local;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteLocalTransaction(WriteTransaction transaction) : ILocalTransaction
{
    private readonly SqliteLocalStores _stores = new(new TransactionSource(transaction));

    public IChallengeStore Challenges => _stores.Challenges;

    public INipostStore Niposts => _stores.Niposts;

    public IInitialPostStore InitialPosts => _stores.InitialPosts;

    public IPoetRegistrationStore PoetRegistrations => _stores.PoetRegistrations;

    public IPoetCertificateStore PoetCertificates => _stores.PoetCertificates;

    public IAtxSyncStore AtxSync => _stores.AtxSync;

    public IMalfeasanceSyncStore MalfeasanceSync => _stores.MalfeasanceSync;

    public IPreparedActiveSetStore PreparedActiveSets => _stores.PreparedActiveSets;

    public void Commit() => transaction.Commit();

    public void Dispose() => transaction.Dispose();
}
