using Spacemesh.Ports.State;

namespace Spacemesh.Api.Tests.Golden;

/// <summary>A state that the test exchanges while a node reads it.</summary>
internal sealed class MovingState(IStateDatabase first) : IStateDatabase
{
    private IStateDatabase _now = first;

    public IStateDatabase Now
    {
        get => Volatile.Read(ref _now);
        set => Volatile.Write(ref _now, value);
    }

    public IAtxStore Atxs => Now.Atxs;

    public IPostStore Posts => Now.Posts;

    public IBallotStore Ballots => Now.Ballots;

    public IBlockStore Blocks => Now.Blocks;

    public ICertificateStore Certificates => Now.Certificates;

    public ILayerStore Layers => Now.Layers;

    public IAccountStore Accounts => Now.Accounts;

    public IRewardStore Rewards => Now.Rewards;

    public ITransactionStore Transactions => Now.Transactions;

    public IMaliciousIdentityStore MaliciousIdentities => Now.MaliciousIdentities;

    public IMalfeasanceStore Malfeasance => Now.Malfeasance;

    public IMarriageStore Marriages => Now.Marriages;

    public IPoetStore Poets => Now.Poets;

    public IBeaconStore Beacons => Now.Beacons;

    public IActiveSetStore ActiveSets => Now.ActiveSets;

    public IRecoveryStore Recovery => Now.Recovery;

    public IBlobStore Blobs => Now.Blobs;

    public IStateTransaction Begin(CancellationToken cancellationToken = default) => Now.Begin(cancellationToken);

    public T Snapshot<T>(Func<IStateStores, T> body) => Now.Snapshot(body);

    public void Dispose()
    {
    }
}
