using Spacemesh.Ports.State;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Stores;

internal sealed class SqliteStateTransaction(WriteTransaction transaction) : IStateTransaction
{
    private readonly SqliteStateStores _stores = new(new TransactionSource(transaction));

    public IAtxStore Atxs => _stores.Atxs;

    public IPostStore Posts => _stores.Posts;

    public IBallotStore Ballots => _stores.Ballots;

    public IBlockStore Blocks => _stores.Blocks;

    public ICertificateStore Certificates => _stores.Certificates;

    public ILayerStore Layers => _stores.Layers;

    public IAccountStore Accounts => _stores.Accounts;

    public IRewardStore Rewards => _stores.Rewards;

    public ITransactionStore Transactions => _stores.Transactions;

    public IMaliciousIdentityStore MaliciousIdentities => _stores.MaliciousIdentities;

    public IMalfeasanceStore Malfeasance => _stores.Malfeasance;

    public IMarriageStore Marriages => _stores.Marriages;

    public IPoetStore Poets => _stores.Poets;

    public IBeaconStore Beacons => _stores.Beacons;

    public IActiveSetStore ActiveSets => _stores.ActiveSets;

    public IRecoveryStore Recovery => _stores.Recovery;

    public IBlobStore Blobs => _stores.Blobs;

    public void Commit() => transaction.Commit();

    public void Dispose() => transaction.Dispose();
}
