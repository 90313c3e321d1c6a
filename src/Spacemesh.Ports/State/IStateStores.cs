namespace Spacemesh.Ports.State;

/// <summary>
/// The network state, one port a table group. A database's own stores commit every call by itself and read the last committed state;
/// those of an <see cref="IStateTransaction"/> belong to it.
/// </summary>
public interface IStateStores
{
    IAtxStore Atxs { get; }

    IPostStore Posts { get; }

    IBallotStore Ballots { get; }

    IBlockStore Blocks { get; }

    ICertificateStore Certificates { get; }

    ILayerStore Layers { get; }

    IAccountStore Accounts { get; }

    IRewardStore Rewards { get; }

    ITransactionStore Transactions { get; }

    IMaliciousIdentityStore MaliciousIdentities { get; }

    IMalfeasanceStore Malfeasance { get; }

    IMarriageStore Marriages { get; }

    IPoetStore Poets { get; }

    IBeaconStore Beacons { get; }

    IActiveSetStore ActiveSets { get; }

    IRecoveryStore Recovery { get; }

    IBlobStore Blobs { get; }
}
