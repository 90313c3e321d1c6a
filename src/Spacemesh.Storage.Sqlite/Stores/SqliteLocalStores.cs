using Spacemesh.Ports.Local;

namespace Spacemesh.Storage.Sqlite.Stores;

/// <summary>All local stores over one source of connections.</summary>
internal sealed class SqliteLocalStores(IConnectionSource source) : ILocalStores
{
    public IChallengeStore Challenges => field ??= new SqliteChallengeStore(source);

    public INipostStore Niposts => field ??= new SqliteNipostStore(source);

    public IInitialPostStore InitialPosts => field ??= new SqliteInitialPostStore(source);

    public IPoetRegistrationStore PoetRegistrations => field ??= new SqlitePoetRegistrationStore(source);

    public IPoetCertificateStore PoetCertificates => field ??= new SqlitePoetCertificateStore(source);

    public IAtxSyncStore AtxSync => field ??= new SqliteAtxSyncStore(source);

    public IMalfeasanceSyncStore MalfeasanceSync => field ??= new SqliteMalfeasanceSyncStore(source);

    public IPreparedActiveSetStore PreparedActiveSets => field ??= new SqlitePreparedActiveSetStore(source);
}
