using Spacemesh.Codec;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Services.Activation.Tests.Support;
using Spacemesh.Storage.Memory;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Activation.Tests;

/// <summary>The common part of the intake (spec 04 §6), its bounds, and what must not be the sender's fault.</summary>
public sealed class AtxIntakeTests
{
    private static readonly GoldenFiles Golden = GoldenFiles.V1;

    private readonly MemoryStateDatabase _database = new();

    private static byte[] Blob(string name) => Golden.Network.Atxs[name].Blob;

    [Fact]
    public async Task Copies_that_come_together_are_validated_once_and_all_accepted()
    {
        var node = Golden.Node(_database);
        var gate = new TaskCompletionSource();
        node.Fetcher.Answer = (_, _, _) => gate.Task;
        var copies = Enumerable.Range(0, 10).Select(_ => node.GossipAsync(Blob("A1"))).ToList();
        gate.SetResult();
        var verdicts = await Task.WhenAll(copies);
        Assert.All(verdicts, verdict => Assert.True(verdict.IsAccept, verdict.ToString()));
        Assert.Equal(2, node.Post.Requests.Count); // the initial proof and that of the NIPoST
        Assert.Single(node.Fetcher.Poets);
        Assert.Single(node.Events.Events.OfType<AtxStored>());
        Assert.Single(node.Observer.Calls);
    }

    [Fact]
    public async Task Known_ATX_is_ignored_from_peers_and_accepted_from_self_and_sync()
    {
        var node = Golden.Node(_database);
        Assert.True((await node.GossipAsync(Blob("A1"))).IsAccept);
        Assert.True((await node.GossipAsync(Blob("A1"))).IsIgnore);
        Assert.True((await node.PublishOwnAsync(Blob("A1"))).IsAccept);
        Assert.True((await node.SyncAsync(Blob("A1"), Golden.Network.Atxs["A1"].Id)).IsAccept);
        Assert.Single(node.Events.Events.OfType<AtxStored>());
    }

    [Fact]
    public async Task Forged_copy_with_the_same_id_does_not_share_the_verdict_of_the_honest_one()
    {
        var node = Golden.Node(_database);
        var gate = new TaskCompletionSource();
        node.Fetcher.Answer = (_, _, _) => gate.Task;
        var honest = node.GossipAsync(Blob("A1"));
        byte[] forged = [.. Blob("A1")];
        forged[^1] ^= 1;
        Assert.Equal(node.IdOf(Blob("A1")), node.IdOf(forged));
        var forgedVerdict = node.GossipAsync(forged);
        gate.SetResult();
        Assert.True((await honest).IsAccept);
        Assert.True((await forgedVerdict).IsReject);
    }

    [Fact]
    public async Task First_who_gives_up_leaves_the_work_to_the_next()
    {
        var node = Golden.Node(_database);
        var gate = new TaskCompletionSource();
        node.Fetcher.Answer = (_, _, cancel) => gate.Task.WaitAsync(cancel);
        using var leaves = new CancellationTokenSource();
        var first = node.Atxs.ReceiveAsync(new ReceivedObject(null, ActivationNode.Peer, Blob("A1")), leaves.Token).AsTask();
        var second = node.GossipAsync(Blob("A1"));
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();
        Assert.True((await second).IsAccept);
        Assert.Equal(0, node.Atxs.Pending);
    }

    [Fact]
    public async Task ATX_whose_dependency_is_late_is_ignored_and_accepted_when_it_comes_again()
    {
        var node = Golden.Node(_database);
        node.Fetcher.Answer = (kind, ids, _) => throw RecordingFetcher.Failure(kind, ids, Verdict.Ignore("no peer has it"));
        Assert.True((await node.GossipAsync(Blob("A2"))).IsIgnore);
        node.Fetcher.Answer = null;
        // The fetch succeeds but brought nothing: the previous ATX is not there.
        Assert.True((await node.GossipAsync(Blob("A2"))).IsReject);
        await Golden.StoreAsync(node, "A1", "B1");
        Assert.True((await node.GossipAsync(Blob("A2"))).IsAccept);
    }

    [Fact]
    public async Task Rejected_dependency_rejects_and_keeps_its_reason()
    {
        var node = Golden.Node(_database);
        node.Fetcher.Answer = (kind, ids, _) => kind == ObjectKind.Atx ? throw RecordingFetcher.Failure(kind, ids, Verdict.Reject("forged")) : Task.CompletedTask;
        var verdict = await node.GossipAsync(Blob("A2"));
        Assert.Equal(Verdict.Reject("forged"), verdict);
    }

    [Theory]
    [InlineData("A1", "alice")]
    [InlineData("A2", "alice")]
    public async Task Absent_PoST_metadata_or_PoST_is_rejected_and_convicts_nobody(string name, string identity)
    {
        var node = Golden.Node(_database);
        if (!string.Equals(name, "A1", StringComparison.Ordinal))
            await Golden.StoreAsync(node, "A1", "B1");
        var atx = Golden.AtxV1(name);
        foreach (var nipost in new[] { atx.Inner.NIPost! with { PostMetadata = null }, atx.Inner.NIPost! with { Post = null }, null })
        {
            var changed = Golden.Sign(identity, atx with { Inner = atx.Inner with { NIPost = nipost } });
            var verdict = await node.GossipAsync(Scale.Encode(changed));
            Assert.True(verdict.IsReject, verdict.ToString());
        }

        Assert.Empty(_database.MaliciousIdentities.All());
        Assert.Empty(node.Gossip.Published);
    }

    [Fact]
    public async Task Nothing_is_taken_from_gossip_before_the_node_is_ATX_synced()
    {
        var node = Golden.Node(_database);
        using var gossip = new ActivationGossip(node.Ports, node.Options, node.Atxs, node.Proofs);
        node.Gate.IsAtxSynced = false;
        Assert.True((await node.Gossip.DeliverAsync(GossipTopics.Atx, Blob("A1"))).IsIgnore);
        Assert.True((await node.Gossip.DeliverAsync(GossipTopics.Malfeasance, [])).IsIgnore);
        Assert.Empty(_database.Atxs.All());
        node.Gate.IsAtxSynced = true;
        Assert.True((await node.Gossip.DeliverAsync(GossipTopics.Atx, Blob("A1"))).IsAccept);
        Assert.True((await node.Gossip.DeliverAsync(GossipTopics.Malfeasance, [])).IsReject);
    }

    [Fact]
    public async Task Gossip_beyond_the_bound_is_ignored_but_what_others_need_is_let_in()
    {
        var node = Golden.Node(_database, new NodeSettings { MaxPending = 1 });
        node.Fetcher.Answer = async (kind, ids, _) =>
        {
            foreach (var id in kind == ObjectKind.Atx ? ids : [])
            {
                // Meanwhile the only place is taken by the ATX that waits for this one.
                Assert.True((await node.GossipAsync(Blob("C1"))).IsIgnore);
                Assert.True((await node.SyncAsync(Golden.Network.Atxs.Values.Single(atx => atx.Id == id).Blob, id)).IsAccept);
            }
        };
        Assert.True((await node.GossipAsync(Blob("A3"))).IsAccept);
        Assert.Equal(4, _database.Atxs.All().Count);
        Assert.Equal(0, node.Atxs.Pending);
        Assert.True((await node.GossipAsync(Blob("C1"))).IsAccept);
    }

    [Fact]
    public async Task Cancelled_verification_neither_rejects_nor_convicts()
    {
        var node = Golden.Node(_database);
        await Golden.StoreAsync(node, "A1", "B1");
        using var stop = new CancellationTokenSource();
        node.Post.Before = async (_, cancel) =>
        {
            await stop.CancelAsync();
            cancel.ThrowIfCancellationRequested();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => node.Atxs.ReceiveAsync(new ReceivedObject(null, ActivationNode.Peer, Blob("A2")), stop.Token).AsTask());
        Assert.Empty(_database.MaliciousIdentities.All());
        node.Post.Before = null;
        Assert.True((await node.GossipAsync(Blob("A2"))).IsAccept);
    }

    [Fact]
    public async Task Closed_verifier_and_closed_database_are_not_the_senders_fault()
    {
        var node = Golden.Node(_database);
        node.Post.Before = (_, _) => throw new ObjectDisposedException("verifier");
        Assert.True((await node.GossipAsync(Blob("A1"))).IsIgnore);
        node.Post.Before = null;
        _database.Dispose();
        Assert.True((await node.GossipAsync(Blob("A1"))).IsIgnore);
    }

    [Fact]
    public async Task Proof_of_an_offending_ATX_is_published_once_and_the_law_hears_once()
    {
        var node = Golden.Node(_database);
        using var gossip = new ActivationGossip(node.Ports, node.Options, node.Atxs, node.Proofs);
        await Golden.StoreAsync(node, "A1", "B1", "A2");
        var gate = new TaskCompletionSource();
        node.Fetcher.Answer = (_, _, _) => gate.Task;
        var copies = Enumerable.Range(0, 3).Select(_ => node.GossipAsync(Blob("A2twin"))).ToList();
        gate.SetResult();
        Assert.All(await Task.WhenAll(copies), verdict => Assert.True(verdict.IsIgnore, verdict.ToString()));
        var (topic, _) = Assert.Single(node.Gossip.Published);
        Assert.Equal(GossipTopics.Malfeasance, topic);
        Assert.Single(node.Observer.Calls, call => call.StartsWith("malicious", StringComparison.Ordinal));
        Assert.Single(node.Events.Events.OfType<MalfeasanceProven>());
    }

    [Fact]
    public async Task Contradiction_found_by_sync_is_stored_but_not_published()
    {
        var node = Golden.Node(_database);
        await Golden.StoreAsync(node, "A1", "B1", "A2");
        Assert.True((await node.SyncAsync(Blob("A2twin"), Golden.Network.Atxs["A2twin"].Id)).IsAccept);
        Assert.Single(_database.MaliciousIdentities.All());
        Assert.Empty(node.Gossip.Published);
        Assert.Empty(node.Events.Events.OfType<MalfeasanceProven>());
        Assert.True(node.Cache.IsMalicious(Golden.Network.Identities["alice"]));
    }

    [Fact]
    public async Task Garbage_of_any_length_is_rejected()
    {
        var node = Golden.Node(_database);
        byte[] blob = Blob("A2");
        await Golden.StoreAsync(node, "A1", "B1");
        for (int length = 0; length < blob.Length; length++)
            Assert.True((await node.GossipAsync(blob[..length])).IsReject, $"{length} bytes");
        Assert.True((await node.GossipAsync([.. blob, 0])).IsReject);
        Assert.True((await node.GossipAsync(new byte[100_000])).IsReject);
    }

    [Fact]
    public async Task Stored_validity_tells_whether_all_indices_were_checked()
    {
        var node = Golden.Node(_database, k3: 1);
        await Golden.StoreAsync(node, "A1");
        Assert.Equal(Ports.State.AtxValidity.Unknown, _database.Atxs.Find(new AtxId(Golden.Network.Atxs["A1"].Id.Value))!.Validity);
        using var full = new MemoryStateDatabase();
        await Golden.StoreAsync(Golden.Node(full), "A1");
        Assert.Equal(Ports.State.AtxValidity.Valid, full.Atxs.Find(new AtxId(Golden.Network.Atxs["A1"].Id.Value))!.Validity);
    }

    [Fact]
    public void Scrypt_parameters_that_make_no_labels_are_refused_at_the_start()
    {
        var node = Golden.Node(_database);
        var options = node.Options with { Post = node.Options.Post with { Scrypt = new Post.ScryptParameters(100, 1, 1) } };
        Assert.Throws<Post.PostOptionException>(() => new AtxIntake(node.Ports, options, node.Poets));
    }

    [Fact]
    public async Task Two_initial_blobs_of_version_2_with_one_id_are_one_ATX()
    {
        var golden = GoldenFiles.V2;
        AtxVersionSchedule.TryCreate([KeyValuePair.Create(new EpochId(2), 2u)], out var versions, out _);
        var node = golden.Node(_database, new NodeSettings { Versions = versions });
        var original = Scale.Decode<ActivationTxV2>(golden.Network.Atxs["B2"].Blob);
        var nipost = original.NIPosts[0];
        var changed = original with { NIPosts = [nipost with { Posts = [nipost.Posts[0] with { NumUnits = 9 }] }] };
        Assert.Equal(original.ComputeId(), changed.ComputeId());
        // The bad one alone is refused, which says nothing about the good one.
        Assert.True((await node.GossipAsync(Scale.Encode(changed))).IsReject);
        var verdicts = await Task.WhenAll(node.GossipAsync(golden.Network.Atxs["B2"].Blob), node.GossipAsync(Scale.Encode(changed)));
        Assert.All(verdicts, verdict => Assert.True(verdict.IsAccept, verdict.ToString()));
        Assert.Equal(golden.Network.Atxs["B2"].Blob, _database.Atxs.Blob(original.ComputeId())!.Value.Bytes.ToArray());
    }

    [Fact]
    public async Task Every_changed_bit_of_version_1_is_rejected_or_the_same_ATX_in_other_bytes()
    {
        var node = Golden.Node(_database);
        await Golden.StoreAsync(node, "A1", "B1");
        await CheckChangedBitsAsync(node, Blob("A2"), firstBit: 0);
        Assert.Empty(_database.MaliciousIdentities.All());
    }

    [Fact]
    public async Task Every_changed_bit_of_an_initial_ATX_of_version_2_is_judged_without_a_crash()
    {
        // Its sub-post is covered by neither id nor signature: what is wrong there is found by the rules.
        var golden = GoldenFiles.V2;
        AtxVersionSchedule.TryCreate([KeyValuePair.Create(new EpochId(2), 2u)], out var versions, out _);
        var node = golden.Node(_database, new NodeSettings { Versions = versions });
        await CheckChangedBitsAsync(node, golden.Network.Atxs["B2"].Blob, firstBit: 3);
    }

    /// <summary>Changes one bit of each byte; what is accepted has the id of the original.</summary>
    private async Task CheckChangedBitsAsync(ActivationNode node, byte[] blob, int firstBit)
    {
        var known = _database.Atxs.All().ToHashSet();
        for (int position = 0; position < blob.Length; position++)
        {
            byte[] changed = [.. blob];
            changed[position] ^= (byte)(1 << ((firstBit + position) % 8));
            var verdict = await node.GossipAsync(changed);
            Assert.True(verdict.IsReject || node.IdOf(changed) == node.IdOf(blob), $"byte {position}: {verdict}");
        }

        Assert.All(_database.Atxs.All(), id => Assert.True(known.Contains(id) || id.Value == node.IdOf(blob).Value));
    }
}
