using Spacemesh.Ports.State;

namespace Spacemesh.Storage.Sqlite.Stores;

/// <summary>All stores of the state over one source of connections. Each is made when it is first asked for: a transaction uses one or two.</summary>
internal sealed class SqliteStateStores(IConnectionSource source) : IStateStores
{
    public IAtxStore Atxs => field ??= new SqliteAtxStore(source);

    public IPostStore Posts => field ??= new SqlitePostStore(source);

    public IBallotStore Ballots => field ??= new SqliteBallotStore(source);

    public IBlockStore Blocks => field ??= new SqliteBlockStore(source);

    public ICertificateStore Certificates => field ??= new SqliteCertificateStore(source);

    public ILayerStore Layers => field ??= new SqliteLayerStore(source);

    public IAccountStore Accounts => field ??= new SqliteAccountStore(source);

    public IRewardStore Rewards => field ??= new SqliteRewardStore(source);

    public ITransactionStore Transactions => field ??= new SqliteTransactionStore(source);

    public IMaliciousIdentityStore MaliciousIdentities => field ??= new SqliteMaliciousIdentityStore(source);

    public IMalfeasanceStore Malfeasance => field ??= new SqliteMalfeasanceStore(source);

    public IMarriageStore Marriages => field ??= new SqliteMarriageStore(source);

    public IPoetStore Poets => field ??= new SqlitePoetStore(source);

    public IBeaconStore Beacons => field ??= new SqliteBeaconStore(source);

    public IActiveSetStore ActiveSets => field ??= new SqliteActiveSetStore(source);

    public IRecoveryStore Recovery => field ??= new SqliteRecoveryStore(source);

    public IBlobStore Blobs => field ??= new SqliteBlobStore(source);
}
