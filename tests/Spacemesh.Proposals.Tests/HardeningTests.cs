using Spacemesh.AtxsData;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Hare;
using Spacemesh.Primitives;
using Spacemesh.Proposals.Grading;
using Spacemesh.Proposals.Intake;
using Spacemesh.Proposals.Slots;
using Spacemesh.Tortoise;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Proposals;

namespace Spacemesh.Proposals.Tests;

/// <summary>What a peer can make the reference stumble over: here it gets a verdict.</summary>
public sealed class HardeningTests : IDisposable
{
    private const uint LayersPerEpoch = 4;
    private static readonly EpochId Epoch = new(3);
    private static readonly LayerId Now = new(13);
    private static readonly Beacon Beacon = Beacon.FromBytes([1, 2, 3, 4]);
    private static readonly AtxId Atx = Id<AtxId>(7);

    private readonly EdSigner _signer = new(Key(1), default(ReadOnlySpan<byte>));
    private readonly VrfSigner _vrf = new(Key(1));
    private readonly HandlerWorld _world;
    private readonly Hash32 _set;

    public HardeningTests()
    {
        var network = Given.Network(LayersPerEpoch);
        _world = new HandlerWorld(
            network,
            new ProposalOptions { LayerSize = 10, Hdist = 5, MaxExceptions = 3 },
            new TortoiseOptions { LayersPerEpoch = LayersPerEpoch, EffectiveGenesis = network.EffectiveGenesis, Hdist = 5, Zdist = 3, WindowSize = 30, BadBeaconVoteDelayLayers = 4 },
            new EdVerifier(default(ReadOnlySpan<byte>)),
            new ProposalStore(10));
        AddAtx(Epoch, 100);
        _set = AddSet(Epoch, Atx);
        _world.Tortoise.OnBeacon(Epoch, Beacon);
    }

    public void Dispose()
    {
        _signer.Dispose();
        _vrf.Dispose();
        _world.Dispose();
    }

    [Fact]
    public void Ballot_that_keeps_every_rule_is_accepted() => Assert.Equal("accept", Receive(Ballot(slots: 40)).Outcome);

    [Fact]
    public void Reference_ballot_without_slots_of_an_older_epoch_is_ignored()
    {
        // The reference divides by the count; in the running epoch the exact count is demanded before that.
        AddAtx(new EpochId(2), 100);
        var ballot = Ballot(slots: 0, layer: new LayerId(11), set: AddSet(new EpochId(2), Atx));
        Assert.Equal("fetch_ignore", Receive(ballot).Outcome);
    }

    [Fact]
    public void Reference_ballot_without_slots_never_weighs_anything()
    {
        var ballot = Ballot(slots: 0);
        Assert.Equal("fetch_ignore", Receive(ballot).Outcome);
        Assert.Equal(0, Receive(ballot).NewRows);
    }

    [Theory]
    [InlineData(15u)]
    [InlineData(1u << 20)]
    [InlineData(uint.MaxValue)]
    public void Ballot_of_a_layer_far_ahead_is_ignored_before_anything_is_fetched(uint layer)
    {
        var effects = Receive(Ballot(slots: 40, layer: new LayerId(layer)));
        Assert.Equal("ignore", effects.Outcome);
        Assert.Empty(effects.Calls);
    }

    [Fact]
    public void Ballot_ahead_by_one_layer_is_judged_by_its_rules() =>
        Assert.NotEmpty(Receive(Ballot(slots: 40, layer: new LayerId(14))).Calls);

    [Theory]
    [InlineData(uint.MaxValue, 0u)]
    [InlineData(uint.MaxValue, 5u)]
    [InlineData(uint.MaxValue - 4, 5u)]
    public void Double_votes_on_the_last_layers_of_all_are_found(uint layer, uint hdist)
    {
        var votes = new Votes(default, [new Vote(Id<BlockId>(1), new LayerId(layer), 0), new Vote(Id<BlockId>(2), new LayerId(layer), 0)], default, default);
        Assert.NotNull(VoteRules.Fault(Ballot(slots: 40, votes: votes), hdist, 10));
    }

    [Fact]
    public void Votes_for_the_last_layers_of_all_do_not_overflow()
    {
        var votes = new Votes(default, [new Vote(Id<BlockId>(1), LayerId.Max, ulong.MaxValue)], default, [new LayerId(uint.MaxValue - 1)]);
        Assert.NotEqual("reject", Receive(Ballot(slots: 40, votes: votes)).Outcome);
        Assert.True(_world.State.Ballots.LatestLayer() <= Now);
    }

    [Fact]
    public void Weight_that_overflows_all_sums_is_ignored()
    {
        AddAtx(Epoch, ulong.MaxValue, Id<AtxId>(9));
        var set = AddSet(Epoch, Id<AtxId>(9));
        Assert.NotEqual("accept", Receive(Ballot(slots: 1, set: set, atx: Id<AtxId>(9))).Outcome);
    }

    [Fact]
    public void Active_set_whose_weight_wraps_to_zero_is_rejected()
    {
        AddAtx(Epoch, ulong.MaxValue, Id<AtxId>(21));
        AddAtx(Epoch, 1, Id<AtxId>(22));
        Assert.Equal("reject", Receive(Ballot(slots: 40, set: AddSet(Epoch, Id<AtxId>(21), Id<AtxId>(22)))).Outcome);
    }

    [Fact]
    public void Slots_that_wrap_to_zero_are_no_division_by_zero()
    {
        // weight · layer size · layers per epoch = 2^64 + …, and a count of exactly 2^32 is cut to 0.
        var rules = new SlotRules(Given.Network(1u << 16), new ProposalOptions { LayerSize = 1u << 16 }, new ConsensusCache());
        Assert.Equal(0u, rules.Count(1, 1, Epoch));
        Assert.Equal(1u, rules.Count(1ul << 32, 1, Epoch));
        Assert.Null(rules.Count(1, 0, Epoch));
    }

    [Fact]
    public void Epoch_beyond_the_last_layer_has_no_layer_for_a_proof()
    {
        var network = Given.Network(LayersPerEpoch);
        Assert.Null(SlotProofs.LayerOf(network, new EpochId(uint.MaxValue), default));
        Assert.Equal(new LayerId(uint.MaxValue - 3), SlotProofs.LayerOf(network, new EpochId(uint.MaxValue / 4), default));
    }

    [Fact]
    public void Ballot_of_the_first_epochs_is_rejected()
    {
        foreach (uint layer in (uint[])[0, 3, 7])
            Assert.Equal("reject", Receive(Ballot(slots: 40, layer: new LayerId(layer))).Outcome);
    }

    [Fact]
    public void Proposal_of_the_last_layer_of_all_is_ignored_even_then()
    {
        var proposal = Proposal(Ballot(slots: 40, layer: LayerId.Max));
        var effects = _world.Receive("gossip proposal", Scale.Encode(proposal), null, new IntakeMoment(Now, new LayerId(12)), new HashSet<string>());
        Assert.Equal("ignore", effects.Outcome);
        effects = _world.Receive("gossip proposal", Scale.Encode(proposal), null, new IntakeMoment(LayerId.Max, LayerId.Max), new HashSet<string>());
        Assert.Equal("ignore", effects.Outcome);
    }

    [Fact]
    public void Any_cut_or_changed_byte_gives_a_verdict()
    {
        byte[] data = Scale.Encode(Proposal(Ballot(slots: 40)));
        var moment = new IntakeMoment(Now, new LayerId(12));
        for (int at = 0; at < data.Length; at++)
        {
            byte[] changed = [.. data];
            changed[at] ^= 0x41;
            Assert.NotEqual("accept", _world.Receive("gossip proposal", changed, null, moment, new HashSet<string>()).Outcome);
            Assert.Equal("reject", _world.Receive("gossip proposal", data[..at], null, moment, new HashSet<string>()).Outcome);
        }

        Assert.Equal("accept", _world.Receive("gossip proposal", data, null, moment, new HashSet<string>()).Outcome);
    }

    [Fact]
    public void Rejected_dependency_rejects_the_ballot()
    {
        var rules = new IntakeRules(Given.Network(LayersPerEpoch), new ProposalOptions { LayerSize = 10 }, new EdVerifier(default(ReadOnlySpan<byte>)), _world.Atxs, _world);
        var ballot = Ballot(slots: 40);
        var intake = new BallotIntake(rules);
        foreach (var step in intake.Steps(Scale.Encode(ballot), ballot.ComputeId().ToHash32(), new IntakeMoment(Now, Now)))
        {
            if (step is ComputeStep compute)
                compute.Run();
            if (step is WeighStep)
                step.Answer = Verdict.Reject("malformed");
        }

        Assert.True(intake.Verdict.IsReject);
        Assert.False(intake.IsSettled);
    }

    [Fact]
    public void Stopped_intake_is_an_ignored_object() =>
        Assert.True(new BallotIntake(new IntakeRules(Given.Network(4), new ProposalOptions { LayerSize = 1 }, new EdVerifier(default(ReadOnlySpan<byte>)), _world.Atxs, _world)).Verdict.IsIgnore);

    [Fact]
    public void Unsorted_minimal_weights_are_refused() => Assert.Equal(
        "minimal-active-set-weight",
        Assert.Throws<InvalidOptionException>(() => new MinimalWeights([new MinimalWeight(new EpochId(2), 1), new MinimalWeight(new EpochId(1), 1)])).Key);

    [Fact]
    public void Weights_of_active_sets_do_not_grow_beyond_their_capacity()
    {
        var weights = new ActiveSetWeights(2);
        weights.Add(Id<Hash32>(1), 1);
        weights.Add(Id<Hash32>(2), 2);
        Assert.True(weights.TryGet(Id<Hash32>(1), out _));
        weights.Add(Id<Hash32>(3), 3);
        Assert.False(weights.TryGet(Id<Hash32>(2), out _));
        Assert.True(weights.TryGet(Id<Hash32>(1), out ulong first));
        Assert.Equal(1ul, first);
    }

    private static byte[] Key(byte seed)
    {
        byte[] key = new byte[64];
        key[0] = seed;
        var publicKey = Ed25519.PublicKey(key.AsSpan(0, 32));
        publicKey.CopyTo(key.AsSpan(32));
        return key;
    }

    private static T Id<T>(byte first)
        where T : struct, IFixedBytes<T>
    {
        byte[] bytes = new byte[T.Size];
        bytes[0] = first;
        return T.FromBytes(bytes);
    }

    private HandlerEffects Receive(Ballot ballot) =>
        _world.Receive("synced ballot", Scale.Encode(ballot), ballot.ComputeId().ToHash32(), new IntakeMoment(Now, new LayerId(8)), new HashSet<string>());

    private void AddAtx(EpochId target, ulong weight, AtxId? id = null) =>
        _world.AddAtx(target, new AtxEntry(id ?? Atx, _signer.NodeId, default, weight, 0, 10, 777));

    private Hash32 AddSet(EpochId epoch, params AtxId[] ids)
    {
        var set = new EpochActiveSet(epoch, ids.ToScaleList());
        _world.State.ActiveSets.Add(set.ComputeHash(), set);
        return set.ComputeHash();
    }

    /// <summary>A signed first ballot with its real proofs of the layer, as far as its smesher has some.</summary>
    private Ballot Ballot(uint slots, LayerId? layer = null, Votes? votes = null, Hash32? set = null, AtxId? atx = null)
    {
        var at = layer ?? Now;
        var network = Given.Network(LayersPerEpoch);
        var epoch = network.EpochOf(at);
        var proofs = new List<VotingEligibility>();
        for (uint j = 0; j < Math.Max(slots, 1); j++)
        {
            var proof = _vrf.Prove(SlotProofs.Message(Beacon, epoch, 777, j));
            if (SlotProofs.LayerOf(network, epoch, proof) == at)
                proofs.Add(new VotingEligibility(j, proof));
        }

        var opinion = Hash32.FromBytes(Convert.FromHexString("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"));
        for (uint voted = network.EffectiveGenesis.Value + 1; voted < Math.Min(at.Value, 100); voted++)
            opinion = new OpinionHasher(in opinion).Finish();
        var inner = new InnerBallot(at, atx ?? Atx, opinion, default, new EpochData(set ?? _set, Beacon, slots));
        var ballot = new Ballot(inner, default, _signer.NodeId, votes ?? Votes.None, proofs.ToScaleList(), default);
        return ballot with { Signature = _signer.Sign(SigningDomain.Ballot, ballot.SignedBytes()) };
    }

    private Proposal Proposal(Ballot ballot)
    {
        var proposal = new Proposal(new InnerProposal(ballot, default, default), default);
        return proposal with { Signature = _signer.Sign(SigningDomain.Proposal, proposal.SignedBytes()) };
    }
}
