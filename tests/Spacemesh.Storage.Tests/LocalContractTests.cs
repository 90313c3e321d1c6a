using Spacemesh.Codec;
using Spacemesh.Ports.Local;
using Spacemesh.Primitives;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Storage.Tests;

/// <summary>What both local databases must do (spec 10 §5, §6.8).</summary>
public abstract class LocalContractTests : IDisposable
{
    private static readonly NodeId Own = Ids.Of<NodeId>(1);
    private static readonly NodeId Other = Ids.Of<NodeId>(2);
    private static readonly PostV1 Post = new(7, new ScaleBytes(new byte[] { 1, 2, 3 }), ulong.MaxValue);
    private static readonly MerkleProofV1 Membership = new(new[] { Ids.Of<Hash32>(8), Ids.Of<Hash32>(9) }.ToScaleList(), 5);

    private static readonly NipostChallenge Initial =
        new(new EpochId(4), 0, default, Ids.Of<AtxId>(3), Ids.Of<AtxId>(4), Post);

    protected abstract ILocalDatabase Database { get; }

    [Fact]
    public void Challenge_is_added_once_and_read_back()
    {
        Assert.Null(Database.Challenges.Find(Own));
        Assert.Equal(InsertOutcome.Added, Database.Challenges.Add(Own, Initial));
        Assert.Equal(InsertOutcome.ObjectExists, Database.Challenges.Add(Own, Initial with { Sequence = 9 }));
        Assert.Equal(Initial, Database.Challenges.Find(Own));
        Assert.Null(Database.Challenges.Find(Other));
    }

    [Fact]
    public void Initial_post_without_indices_reads_as_absent()
    {
        Database.Challenges.Add(Own, Initial with { InitialPost = Post with { Indices = default } });
        Assert.Null(Database.Challenges.Find(Own)!.InitialPost);
        Database.Challenges.Add(Other, new NipostChallenge(new EpochId(5), 3, Ids.Of<AtxId>(1), Ids.Of<AtxId>(2), null, null));
        Assert.Equal((null, null), (Database.Challenges.Find(Other)!.CommitmentAtx, Database.Challenges.Find(Other)!.InitialPost));
    }

    [Fact]
    public void Updated_challenge_keeps_its_poet_proof()
    {
        Assert.Equal(UpdateOutcome.NotFound, Database.Challenges.SetPoetProof(Own, Ids.Of<PoetProofRef>(6), Membership));
        Database.Challenges.Update(Own, Initial);
        Assert.Null(Database.Challenges.Find(Own));
        Database.Challenges.Add(Own, Initial);
        Assert.Null(Database.Challenges.PoetProof(Own));
        Assert.Equal(UpdateOutcome.Updated, Database.Challenges.SetPoetProof(Own, Ids.Of<PoetProofRef>(6), Membership));
        Database.Challenges.Update(Own, Initial with { Sequence = 12, PublishEpoch = new EpochId(6) });
        Assert.Equal(12ul, Database.Challenges.Find(Own)!.Sequence);
        Assert.Equal((Ids.Of<PoetProofRef>(6), Membership), Database.Challenges.PoetProof(Own));
        Database.Challenges.Remove(Own);
        Assert.Null(Database.Challenges.PoetProof(Own));
        Database.Challenges.Remove(Own);
    }

    [Fact]
    public void Identities_with_a_challenge_come_in_order()
    {
        Database.Challenges.Add(Other, Initial);
        Database.Challenges.Add(Own, Initial);
        Assert.Equal([Own, Other], Database.Challenges.Identities());
    }

    [Fact]
    public void Nipost_is_added_once_and_removed()
    {
        var nipost = new NipostState(Post, uint.MaxValue, 3, Membership, Ids.Of<Hash32>(4), 1ul << 32);
        Assert.Null(Database.Niposts.Find(Own));
        Assert.Equal(InsertOutcome.Added, Database.Niposts.Add(Own, nipost));
        Assert.Equal(InsertOutcome.ObjectExists, Database.Niposts.Add(Own, nipost with { Units = 1 }));
        Assert.Equal(nipost, Database.Niposts.Find(Own));
        Database.Niposts.Remove(Own);
        Assert.Null(Database.Niposts.Find(Own));
        Assert.Equal(InsertOutcome.Added, Database.Niposts.Add(Own, nipost with { Units = 1 }));
    }

    [Fact]
    public void First_post_is_added_once_and_removed()
    {
        var post = new InitialPost(Post, 4, Ids.Of<AtxId>(2), ulong.MaxValue, Ids.Of<Hash32>(3));
        Assert.Equal(InsertOutcome.Added, Database.InitialPosts.Add(Own, post));
        Assert.Equal(InsertOutcome.ObjectExists, Database.InitialPosts.Add(Own, post with { Units = 1 }));
        Assert.Equal(post, Database.InitialPosts.Find(Own));
        Database.InitialPosts.Remove(Own);
        Assert.Null(Database.InitialPosts.Find(Own));
    }

    [Fact]
    public void Registrations_are_one_an_address_and_come_by_address()
    {
        Assert.Empty(Database.PoetRegistrations.Of(Own));
        var b = new PoetRegistration(Ids.Of<Hash32>(1), "http://b", "7", 100);
        var a = b with { Address = "http://a", RoundEndSeconds = 50 };
        Assert.Equal(InsertOutcome.Added, Database.PoetRegistrations.Add(Own, b));
        Assert.Equal(InsertOutcome.Added, Database.PoetRegistrations.Add(Own, a));
        Assert.Equal(InsertOutcome.ObjectExists, Database.PoetRegistrations.Add(Own, a with { RoundId = "8" }));
        Assert.Equal(InsertOutcome.Added, Database.PoetRegistrations.Add(Other, a));
        Assert.Equal([a, b], Database.PoetRegistrations.Of(Own));
        Database.PoetRegistrations.Remove(Own);
        Assert.Empty(Database.PoetRegistrations.Of(Own));
        Assert.Single(Database.PoetRegistrations.Of(Other));
    }

    [Fact]
    public void Certificates_are_replaced_by_identity_and_certifier()
    {
        ScaleBytes first = new(new byte[] { 1 }), second = new(new byte[] { 2 });
        var certificate = new StoredPoetCertificate(new ScaleBytes(new byte[] { 5, 6 }), new ScaleBytes(new byte[64]));
        Database.PoetCertificates.Set(Own, first, certificate);
        Database.PoetCertificates.Set(Own, second, certificate with { Data = second });
        Database.PoetCertificates.Set(Own, first, certificate with { Data = first });
        Assert.Equal(certificate with { Data = first }, Database.PoetCertificates.Find(Own, first));
        Assert.Null(Database.PoetCertificates.Find(Other, first));
        Database.PoetCertificates.Remove(Own, first);
        Assert.Null(Database.PoetCertificates.Find(Own, first));
        Assert.NotNull(Database.PoetCertificates.Find(Own, second));
    }

    [Fact]
    public void Tries_are_written_by_epoch_and_forgotten_at_the_limit()
    {
        var epoch = new EpochId(3);
        AtxId wanted = Ids.Of<AtxId>(1), given = Ids.Of<AtxId>(2);
        Assert.Empty(Database.AtxSync.Tries(epoch));
        Database.AtxSync.SaveTries(epoch, new Dictionary<AtxId, int> { [wanted] = 0, [given] = 1 }, 3);
        Assert.Equal((0, 1), (Database.AtxSync.Tries(epoch)[wanted], Database.AtxSync.Tries(epoch)[given]));
        Database.AtxSync.SaveTries(epoch, new Dictionary<AtxId, int> { [wanted] = 2, [given] = 3 }, 3);
        Assert.Equal([(wanted, 2)], Database.AtxSync.Tries(epoch).Select(entry => (entry.Key, entry.Value)));
        Assert.Empty(Database.AtxSync.Tries(new EpochId(4)));
    }

    [Fact]
    public void Requests_of_epochs_are_replaced_and_cleared_with_the_tries()
    {
        var epoch = new EpochId(3);
        Assert.Null(Database.AtxSync.Request(epoch));
        Database.AtxSync.SaveRequest(epoch, new AtxSyncRequest(100, 10, 5));
        Database.AtxSync.SaveRequest(epoch, new AtxSyncRequest(200, 11, 7));
        Assert.Equal(new AtxSyncRequest(200, 11, 7), Database.AtxSync.Request(epoch));
        Database.AtxSync.SaveTries(epoch, new Dictionary<AtxId, int> { [Ids.Of<AtxId>(1)] = 0 }, 3);
        Database.AtxSync.Clear();
        Assert.Null(Database.AtxSync.Request(epoch));
        Assert.Empty(Database.AtxSync.Tries(epoch));
    }

    [Fact]
    public void Malfeasance_sync_is_never_until_it_is_set()
    {
        Assert.Null(Database.MalfeasanceSync.LastSeconds());
        Database.MalfeasanceSync.SetLast(1_700_000_000);
        Assert.Equal(1_700_000_000, Database.MalfeasanceSync.LastSeconds());
        Database.MalfeasanceSync.Clear();
        Assert.Null(Database.MalfeasanceSync.LastSeconds());
    }

    [Fact]
    public void Prepared_active_set_is_one_a_kind_and_epoch()
    {
        var set = new PreparedActiveSet(Ids.Of<Hash32>(1), ulong.MaxValue, new[] { Ids.Of<AtxId>(1), Ids.Of<AtxId>(2) }.ToScaleList());
        Assert.Null(Database.PreparedActiveSets.Find(ActiveSetKind.Tortoise, new EpochId(3)));
        Assert.Equal(InsertOutcome.Added, Database.PreparedActiveSets.Add(ActiveSetKind.Tortoise, new EpochId(3), set));
        Assert.Equal(InsertOutcome.ObjectExists, Database.PreparedActiveSets.Add(ActiveSetKind.Tortoise, new EpochId(3), set with { Weight = 1 }));
        Assert.Equal(set, Database.PreparedActiveSets.Find(ActiveSetKind.Tortoise, new EpochId(3)));
        Assert.Null(Database.PreparedActiveSets.Find(ActiveSetKind.Hare, new EpochId(3)));
    }

    [Fact]
    public void Transaction_is_whole_or_absent()
    {
        using (var transaction = Database.Begin())
        {
            Fill(transaction);
            Assert.NotNull(transaction.Challenges.Find(Own));
        }

        Assert.Null(Database.Challenges.Find(Own));
        Assert.Empty(Database.PoetRegistrations.Of(Own));
        using (var transaction = Database.Begin())
        {
            Fill(transaction);
            transaction.Commit();
        }

        Assert.True(Database.Snapshot(stores => stores.Challenges.Find(Own) is not null && stores.PoetRegistrations.Of(Own).Count == 1));
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    protected abstract void Release();

    private static void Fill(ILocalStores stores)
    {
        stores.Challenges.Add(Own, Initial);
        stores.PoetRegistrations.Add(Own, new PoetRegistration(default, "http://a", "1", 1));
    }
}
