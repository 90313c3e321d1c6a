using Spacemesh.Ports.Local;

namespace Spacemesh.Storage.Sqlite.Stores;

/// <summary>All local stores over one source of connections.</summary>
internal sealed class SqliteLocalStores(IConnectionSource source) : ILocalStores
{
    public IChallengeStore Challenges { get; } = new SqliteChallengeStore(source);

    public INipostStore Niposts { get; } = new SqliteNipostStore(source);

    public IInitialPostStore InitialPosts { get; } = new SqliteInitialPostStore(source);

    public IPoetRegistrationStore PoetRegistrations { get; } = new SqlitePoetRegistrationStore(source);

    public IPoetCertificateStore PoetCertificates { get; } = new SqlitePoetCertificateStore(source);

    public IAtxSyncStore AtxSync { get; } = new SqliteAtxSyncStore(source);

    public IMalfeasanceSyncStore MalfeasanceSync { get; } = new SqliteMalfeasanceSyncStore(source);

    public IPreparedActiveSetStore PreparedActiveSets { get; } = new SqlitePreparedActiveSetStore(source);
}
