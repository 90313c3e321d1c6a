using Spacemesh.Ports.State;
using Spacemesh.Storage.Memory.Tables;

namespace Spacemesh.Storage.Memory.State;

internal sealed class MemoryStateStores(IDataSource<StateData> source) : IStateStores
{
    public IAtxStore Atxs { get; } = new MemoryAtxStore(source);

    public IPostStore Posts { get; } = new MemoryPostStore(source);

    public IBallotStore Ballots { get; } = new MemoryBallotStore(source);

    public IBlockStore Blocks { get; } = new MemoryBlockStore(source);

    public ICertificateStore Certificates { get; } = new MemoryCertificateStore(source);

    public ILayerStore Layers { get; } = new MemoryLayerStore(source);

    public IAccountStore Accounts { get; } = new MemoryAccountStore(source);

    public IRewardStore Rewards { get; } = new MemoryRewardStore(source);

    public ITransactionStore Transactions { get; } = new MemoryTransactionStore(source);

    public IMaliciousIdentityStore MaliciousIdentities { get; } = new MemoryMaliciousIdentityStore(source);

    public IMalfeasanceStore Malfeasance { get; } = new MemoryMalfeasanceStore(source);

    public IMarriageStore Marriages { get; } = new MemoryMarriageStore(source);

    public IPoetStore Poets { get; } = new MemoryPoetStore(source);

    public IBeaconStore Beacons { get; } = new MemoryBeaconStore(source);

    public IActiveSetStore ActiveSets { get; } = new MemoryActiveSetStore(source);

    public IRecoveryStore Recovery { get; } = new MemoryRecoveryStore(source);

    public IBlobStore Blobs { get; } = new MemoryBlobStore(source);
}
