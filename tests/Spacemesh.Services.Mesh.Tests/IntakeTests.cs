using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Services.Mesh.Tests.Support;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Services.Mesh.Tests;

/// <summary>The same objects through the same intakes, from gossip and fetched (spec 06 §13).</summary>
public sealed class IntakeTests : IDisposable
{
    private readonly IntakeWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Valid_proposal_is_stored_counted_and_kept_for_hare(bool fetched)
    {
        _world.StoreSet();
        var proposal = _world.Propose();
        var verdict = fetched ? _world.Fetched(proposal) : _world.Gossiped(proposal);
        Assert.True(verdict.IsAccept, verdict.Reason);
        var ballot = proposal.Inner.Ballot.ComputeId();
        Assert.True(_world.State.Ballots.Contains(ballot));
        Assert.True(_world.Core.Votes.TryGetBallot(ballot, out _));
        Assert.True(_world.Proposals.Has(IntakeWorld.First, proposal.ComputeId()));
        Assert.Equal(IntakeWorld.First, _world.Core.Mesh.Latest);
        Assert.Equal(proposal.Inner.Ballot.EligibilityProofs.Count, Assert.Single(_world.Beacons).Proofs);
        Assert.Contains(_world.Fetches.Hints, hint => hint.Id == _world.Set.ComputeHash() && hint.Peer == IntakeWorld.Peer);
    }

    [Fact]
    public void Known_proposal_is_ignored_in_gossip_and_good_when_fetched()
    {
        _world.StoreSet();
        var proposal = _world.Propose();
        Assert.True(_world.Gossiped(proposal).IsAccept);
        Assert.True(_world.Gossiped(proposal).IsIgnore);
        Assert.True(_world.Fetched(proposal).IsAccept);
    }

    [Fact]
    public void Own_proposal_takes_the_same_way()
    {
        _world.StoreSet();
        var proposal = _world.Propose();
        Assert.True(_world.Gossiped(proposal, from: default(PeerId)).IsAccept);
        Assert.Empty(_world.Fetches.Hints);
        Assert.True(_world.Proposals.Has(IntakeWorld.First, proposal.ComputeId()));
    }

    [Fact]
    public void Node_that_does_not_listen_ignores_gossip_and_still_takes_what_it_fetches()
    {
        _world.StoreSet();
        _world.Sync.ListensToGossip = false;
        Assert.True(_world.Gossiped(_world.Propose()).IsIgnore);
        Assert.False(_world.State.Ballots.Any());
        Assert.True(_world.Fetched(_world.Propose().Inner.Ballot).IsAccept);
        Assert.True(_world.State.Ballots.Any());
    }

    [Fact]
    public void Missing_active_set_is_fetched_through_its_own_intake()
    {
        _world.Fetches.Answer = (kind, _) =>
        {
            if (kind == ObjectKind.ActiveSet)
                Assert.True(_world.Fetched(_world.Set).IsAccept);
            return Task.CompletedTask;
        };
        Assert.True(_world.Gossiped(_world.Propose()).IsAccept);
        Assert.Contains(_world.Fetches.Fetched, fetch => fetch.Kind == ObjectKind.ActiveSet);
        Assert.True(_world.State.ActiveSets.Contains(_world.Set.ComputeHash()));
    }

    [Fact]
    public async Task Two_proposals_share_one_search_for_their_active_set_and_its_failure()
    {
        var answer = new TaskCompletionSource();
        _world.Fetches.Answer = (kind, _) => kind == ObjectKind.ActiveSet ? answer.Task : Task.CompletedTask;
        var first = _world.Intakes.JudgeProposalAsync(IntakeWorld.Peer, Scale.Encode(_world.Propose()), default).AsTask();
        var second = _world.Intakes.JudgeProposalAsync(IntakeWorld.Peer, Scale.Encode(_world.Propose(meshHash: Blake3.Hash([1]))), default).AsTask();
        Assert.Single(_world.Fetches.Fetched, fetch => fetch.Kind == ObjectKind.ActiveSet);
        answer.SetException(new ObjectFetchException(ObjectKind.ActiveSet, new Dictionary<Hash32, Verdict> { [_world.Set.ComputeHash()] = Verdict.Ignore("nobody has it") }));
        Assert.True((await first).IsIgnore);
        Assert.True((await second).IsIgnore);
        _world.StoreSet();
        Assert.True(_world.Gossiped(_world.Propose()).IsAccept);
    }

    [Theory]
    [InlineData(VerdictKind.Ignore)]
    [InlineData(VerdictKind.Reject)]
    public void Failed_dependency_gives_the_object_its_verdict(VerdictKind kind)
    {
        _world.StoreSet();
        var failure = kind == VerdictKind.Reject ? Verdict.Reject("bad") : Verdict.Ignore("not there");
        _world.Fetches.Answer = (asked, ids) => asked == ObjectKind.Ballot
            ? Task.FromException(new ObjectFetchException(asked, ids.ToDictionary(id => id, _ => failure)))
            : Task.CompletedTask;
        var unknown = BallotId.FromBytes([.. Enumerable.Repeat((byte)5, 20)]);
        var proposal = _world.Propose(change: draft => draft with { Opinion = draft.Opinion with { Votes = draft.Opinion.Votes with { Base = unknown } } });
        Assert.Equal(kind, _world.Gossiped(proposal).Kind);
    }

    [Fact]
    public void Undecodable_ballot_is_settled_for_whoever_fetches_it()
    {
        _world.StoreSet();
        var ballot = _world.Propose(change: draft => draft with { Opinion = draft.Opinion with { Hash = Blake3.Hash([9]) } }).Inner.Ballot;
        var verdict = _world.Fetched(ballot);
        Assert.True(verdict is { IsIgnore: true, IsSettled: true }, verdict.ToString());
        Assert.False(_world.State.Ballots.Any());
    }

    [Fact]
    public void Transactions_of_a_proposal_are_fetched_and_linked()
    {
        _world.StoreSet();
        var transaction = TransactionId.FromBytes([.. Enumerable.Repeat((byte)3, 32)]);
        var proposal = _world.Propose(transactions: new[] { transaction }.ToScaleList());
        Assert.True(_world.Gossiped(proposal).IsAccept);
        Assert.Contains(_world.Fetches.Fetched, fetch => fetch.Kind == ObjectKind.ProposalTransaction && fetch.Ids.SequenceEqual([new Hash32(transaction.Value)]));
        Assert.True(_world.State.Transactions.IsInProposal(transaction, proposal.ComputeId()));
    }

    [Fact]
    public void Second_ballot_in_a_layer_proves_malice_and_the_proof_is_gossiped()
    {
        _world.StoreSet();
        Assert.True(_world.Gossiped(_world.Propose()).IsAccept);
        // Voting for a block that the first ballot does not know of gives another ballot.
        var block = new Vote(BlockId.FromBytes([.. Enumerable.Repeat((byte)8, 20)]), IntakeWorld.First.Sub(1), 1);
        var hasher = new OpinionHasher();
        hasher.Support(block.Id, block.Height);
        var opinion = new Opinion(hasher.Finish(), Votes.None with { Support = new[] { block }.ToScaleList() });
        var second = _world.Propose(change: draft => draft with { Opinion = opinion });
        var verdict = _world.Gossiped(second);
        Assert.True(verdict.IsIgnore, verdict.ToString());
        Assert.Equal([_world.Smesher], _world.Malicious);
        Assert.True(_world.Atxs.IsMalicious(_world.Smesher));
        Assert.True(_world.State.Ballots.Contains(second.Inner.Ballot.ComputeId()));
        Assert.True(_world.Proposals.Has(IntakeWorld.First, second.ComputeId()));
        var (topic, message) = Assert.Single(_world.Gossip.Published);
        Assert.Equal(GossipTopics.Malfeasance, topic);
        var proof = Scale.Decode<MalfeasanceGossip>(message).MalfeasanceProof;
        Assert.IsType<MultipleBallotsProof>(proof.Data);
        Assert.Equal(Scale.Encode(proof), _world.State.MaliciousIdentities.Find(_world.Smesher)!.Value.Proof.ToArray());
        Assert.Single(_world.Events.All.OfType<MalfeasanceProven>());
    }

    [Fact]
    public void Proof_that_gossip_refuses_changes_nothing_else()
    {
        _world.StoreSet();
        _world.Gossip.Refusal = Verdict.Ignore("known");
        Assert.True(_world.Gossiped(_world.Propose()).IsAccept);
        var second = _world.Propose(change: draft => draft with { Opinion = new Opinion(Blake3.Hash([0]), Votes.None with { Abstain = new[] { IntakeWorld.First.Sub(1) }.ToScaleList() }) });
        Assert.True(_world.Gossiped(second).IsIgnore);
        Assert.Equal([_world.Smesher], _world.Malicious);
    }

    [Fact]
    public void Malice_found_in_a_fetched_ballot_is_not_gossiped()
    {
        _world.StoreSet();
        Assert.True(_world.Fetched(_world.Propose().Inner.Ballot).IsAccept);
        var second = _world.Propose(change: draft => draft with { Opinion = new Opinion(Blake3.Hash([0]), Votes.None with { Abstain = new[] { IntakeWorld.First.Sub(1) }.ToScaleList() }) });
        Assert.True(_world.Fetched(second.Inner.Ballot).IsAccept);
        Assert.Equal([_world.Smesher], _world.Malicious);
        Assert.Empty(_world.Gossip.Published);
    }

    [Fact]
    public void Ballot_of_a_layer_far_ahead_is_ignored_and_costs_nothing()
    {
        foreach (uint layer in (uint[])[IntakeWorld.First.Value + 2, 1u << 30, uint.MaxValue])
        {
            var ballot = _world.Propose(change: draft => draft with { Layer = new LayerId(layer) }).Inner.Ballot;
            Assert.True(_world.Fetched(ballot).IsIgnore);
        }

        Assert.False(_world.State.Ballots.Any());
        Assert.Empty(_world.Fetches.Fetched);
    }

    [Fact]
    public void Reference_ballot_without_eligibilities_is_ignored()
    {
        _world.StoreSet();
        // Of another epoch than the clock's, so that the count is not compared.
        _world.Time.Now += TimeSpan.FromMinutes(5 * 4);
        var ballot = _world.Propose(change: draft => draft with { EpochData = draft.EpochData!.Value with { EligibilityCount = 0 } }).Inner.Ballot;
        Assert.True(_world.Fetched(ballot).IsIgnore);
    }

    [Fact]
    public void Block_is_stored_once_its_atxs_and_transactions_are_here()
    {
        var transaction = TransactionId.FromBytes([.. Enumerable.Repeat((byte)4, 32)]);
        var unknown = AtxId.FromBytes([.. Enumerable.Repeat((byte)6, 32)]);
        var block = new Block(IntakeWorld.First, 1, new[] { new AnyReward(unknown, new RatNum(1, 2)) }.ToScaleList(), new[] { transaction }.ToScaleList());
        Assert.True(Take(block).IsAccept);
        Assert.True(_world.State.Blocks.Contains(block.ComputeId()));
        Assert.True(_world.State.Transactions.IsInBlock(transaction, block.ComputeId()));
        Assert.Equal([ObjectKind.Atx, ObjectKind.BlockTransaction], _world.Fetches.Fetched.Select(fetch => fetch.Kind));
        _world.Fetches.Fetched.Clear();
        Assert.True(Take(block).IsAccept);
        Assert.Empty(_world.Fetches.Fetched);
    }

    [Fact]
    public void Block_of_a_layer_far_ahead_does_not_move_the_mesh()
    {
        var reward = new[] { new AnyReward(AtxId.FromBytes([.. Enumerable.Repeat((byte)7, 32)]), new RatNum(1, 2)) }.ToScaleList();
        var before = _world.Core.Mesh.Latest;
        foreach (uint layer in (uint[])[IntakeWorld.First.Value + 2, uint.MaxValue])
            Assert.True(Take(new Block(new LayerId(layer), 1, reward, default)).IsIgnore);
        Assert.Equal(before, _world.Core.Mesh.Latest);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Malformed_objects_cost_the_peer_its_connection(bool empty)
    {
        byte[] bytes = empty ? [] : [.. Enumerable.Repeat((byte)0xFF, 100)];
        var received = new ReceivedObject(default(Hash32), IntakeWorld.Peer, bytes);
        Assert.True(Await.Now(_world.Intakes.TakeBallotAsync(received, default).AsTask()).IsReject);
        Assert.True(Await.Now(_world.Intakes.TakeProposalAsync(received, default).AsTask()).IsReject);
        Assert.True(Await.Now(_world.Intakes.TakeActiveSetAsync(received, default).AsTask()).IsReject);
        Assert.True(Await.Now(_world.Blocks.TakeAsync(received, default).AsTask()).IsReject);
        Assert.True(Await.Now(_world.Intakes.JudgeProposalAsync(IntakeWorld.Peer, bytes, default).AsTask()).IsReject);
    }

    [Fact]
    public void Submitted_transaction_that_does_not_parse_is_refused_with_its_reason()
    {
        var submission = Await.Now(_world.Transactions.SubmitAsync(new byte[] { 0xFF }));
        Assert.Equal(Ports.Api.SubmissionOutcome.Refused, submission.Outcome);
        Assert.StartsWith("failed to parse tx", submission.Cause, StringComparison.Ordinal);
        Assert.Empty(_world.Gossip.Published);
    }

    private Verdict Take(Block block) =>
        Await.Now(_world.Blocks.TakeAsync(new ReceivedObject(block.ComputeId().ToHash32(), IntakeWorld.Peer, Scale.Encode(block)), default).AsTask());
}
