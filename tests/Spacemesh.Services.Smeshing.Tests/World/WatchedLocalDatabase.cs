using Spacemesh.Ports.Local;
using Spacemesh.Ports.Storage;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Smeshing.Tests.World;

/// <summary>A local database that asks before each write and tells after it. A transaction is one write.</summary>
internal sealed class WatchedLocalDatabase(ILocalDatabase inner) : ILocalDatabase
{
    /// <summary>Asked before a write; may throw.</summary>
    public Action Before { get; set; } = () => { };

    /// <summary>Told after a write; may throw.</summary>
    public Action After { get; set; } = () => { };

    public IChallengeStore Challenges => new WatchedChallenges(this, inner.Challenges);

    public INipostStore Niposts => new WatchedNiposts(this, inner.Niposts);

    public IInitialPostStore InitialPosts => new WatchedPosts(this, inner.InitialPosts);

    public IPoetRegistrationStore PoetRegistrations => new WatchedRegistrations(this, inner.PoetRegistrations);

    public IPoetCertificateStore PoetCertificates => inner.PoetCertificates;

    public IAtxSyncStore AtxSync => inner.AtxSync;

    public IMalfeasanceSyncStore MalfeasanceSync => inner.MalfeasanceSync;

    public IPreparedActiveSetStore PreparedActiveSets => inner.PreparedActiveSets;

    public ILocalTransaction Begin(CancellationToken cancellationToken = default)
    {
        Before();
        return new Transaction(this, inner.Begin(cancellationToken));
    }

    public T Snapshot<T>(Func<ILocalStores, T> body) => inner.Snapshot(body);

    public void Dispose()
    {
        // The inner one outlives a node.
    }

    private T Write<T>(Func<T> write)
    {
        Before();
        var result = write();
        After();
        return result;
    }

    private void Write(Action write) => Write(() =>
    {
        write();
        return 0;
    });

    private sealed class WatchedChallenges(WatchedLocalDatabase owner, IChallengeStore store) : IChallengeStore
    {
        public InsertOutcome Add(NodeId identity, NipostChallenge challenge) => owner.Write(() => store.Add(identity, challenge));

        public void Update(NodeId identity, NipostChallenge challenge) => owner.Write(() => store.Update(identity, challenge));

        public NipostChallenge? Find(NodeId identity) => store.Find(identity);

        public UpdateOutcome SetPoetProof(NodeId identity, PoetProofRef reference, MerkleProofV1 membership) =>
            owner.Write(() => store.SetPoetProof(identity, reference, membership));

        public (PoetProofRef Reference, MerkleProofV1 Membership)? PoetProof(NodeId identity) => store.PoetProof(identity);

        public void Remove(NodeId identity) => owner.Write(() => store.Remove(identity));

        public IReadOnlyList<NodeId> Identities() => store.Identities();
    }

    private sealed class WatchedNiposts(WatchedLocalDatabase owner, INipostStore store) : INipostStore
    {
        public InsertOutcome Add(NodeId identity, NipostState nipost) => owner.Write(() => store.Add(identity, nipost));

        public NipostState? Find(NodeId identity) => store.Find(identity);

        public void Remove(NodeId identity) => owner.Write(() => store.Remove(identity));
    }

    private sealed class WatchedPosts(WatchedLocalDatabase owner, IInitialPostStore store) : IInitialPostStore
    {
        public InsertOutcome Add(NodeId identity, InitialPost post) => owner.Write(() => store.Add(identity, post));

        public InitialPost? Find(NodeId identity) => store.Find(identity);

        public void Remove(NodeId identity) => owner.Write(() => store.Remove(identity));
    }

    private sealed class WatchedRegistrations(WatchedLocalDatabase owner, IPoetRegistrationStore store) : IPoetRegistrationStore
    {
        public InsertOutcome Add(NodeId identity, PoetRegistration registration) => owner.Write(() => store.Add(identity, registration));

        public IReadOnlyList<PoetRegistration> Of(NodeId identity) => store.Of(identity);

        public void Remove(NodeId identity) => owner.Write(() => store.Remove(identity));
    }

    private sealed class Transaction(WatchedLocalDatabase owner, ILocalTransaction transaction) : ILocalTransaction
    {
        private bool _committed;

        public IChallengeStore Challenges => transaction.Challenges;

        public INipostStore Niposts => transaction.Niposts;

        public IInitialPostStore InitialPosts => transaction.InitialPosts;

        public IPoetRegistrationStore PoetRegistrations => transaction.PoetRegistrations;

        public IPoetCertificateStore PoetCertificates => transaction.PoetCertificates;

        public IAtxSyncStore AtxSync => transaction.AtxSync;

        public IMalfeasanceSyncStore MalfeasanceSync => transaction.MalfeasanceSync;

        public IPreparedActiveSetStore PreparedActiveSets => transaction.PreparedActiveSets;

        public void Commit()
        {
            transaction.Commit();
            _committed = true;
        }

        public void Dispose()
        {
            transaction.Dispose();
            if (_committed)
                owner.After();
        }
    }
}
