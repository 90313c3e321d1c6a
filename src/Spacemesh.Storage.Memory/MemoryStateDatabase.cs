using Spacemesh.Ports.State;
using Spacemesh.Storage.Memory.State;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory;

/// <summary>The network state in memory, for simulations and tests. Answers as the file does; one lock lets one call in at a time.</summary>
public sealed class MemoryStateDatabase : IStateDatabase
{
    private readonly SharedData<StateData> _data;
    private readonly MemoryStateStores _stores;

    public MemoryStateDatabase()
    {
        var journal = new Journal();
        _data = new SharedData<StateData>(new StateData(journal), journal);
        _stores = new MemoryStateStores(_data);
    }

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

    public IStateTransaction Begin(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new MemoryStateTransaction(_data.Begin());
    }

    public T Snapshot<T>(Func<IStateStores, T> body) => _data.Snapshot(source => body(new MemoryStateStores(source)));

    public void Dispose() => _data.Close();
}
