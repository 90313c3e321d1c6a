using Spacemesh.Ports.State;

namespace Spacemesh.Storage.Sqlite.Stores;

/// <summary>All stores of the state over one source of connections.</summary>
internal sealed class SqliteStateStores(IConnectionSource source) : IStateStores
{
    public IAtxStore Atxs { get; } = new SqliteAtxStore(source);

    public IPostStore Posts { get; } = new SqlitePostStore(source);

    public IBallotStore Ballots { get; } = new SqliteBallotStore(source);

    public IBlockStore Blocks { get; } = new SqliteBlockStore(source);

    public ICertificateStore Certificates { get; } = new SqliteCertificateStore(source);

    public ILayerStore Layers { get; } = new SqliteLayerStore(source);

    public IAccountStore Accounts { get; } = new SqliteAccountStore(source);

    public IRewardStore Rewards { get; } = new SqliteRewardStore(source);

    public ITransactionStore Transactions { get; } = new SqliteTransactionStore(source);

    public IMaliciousIdentityStore MaliciousIdentities { get; } = new SqliteMaliciousIdentityStore(source);

    public IMalfeasanceStore Malfeasance { get; } = new SqliteMalfeasanceStore(source);

    public IMarriageStore Marriages { get; } = new SqliteMarriageStore(source);

    public IPoetStore Poets { get; } = new SqlitePoetStore(source);

    public IBeaconStore Beacons { get; } = new SqliteBeaconStore(source);

    public IActiveSetStore ActiveSets { get; } = new SqliteActiveSetStore(source);

    public IRecoveryStore Recovery { get; } = new SqliteRecoveryStore(source);

    public IBlobStore Blobs { get; } = new SqliteBlobStore(source);
}
