using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Hare.Tests;

/// <summary>The handler's scenarios (spec 05 §12.2) and its corners.</summary>
public sealed class IntakeTests : IDisposable
{
    private static readonly LayerId Layer = new(8);

    private readonly EdSigner _key = GivenKey.Of(new byte[32], default);
    private readonly EdVerifier _verifier = new(default(GenesisId));
    private readonly FullExchange _exchange = new();
    private readonly ProposalStore _store = new(3, new LayerId(7));
    private readonly TrustingChecks _checks;

    public IntakeTests() => _checks = new TrustingChecks(_verifier);

    [Fact]
    public void Two_preround_messages_of_one_key_are_accepted_and_prove_equivocation_a_third_is_ignored()
    {
        var intake = Intake(HareFormat.Hare3);
        Assert.Null(Accepted(intake, Message(HareFormat.Hare3, HareRound.Preround, "a")));
        var evidence = Accepted(intake, Message(HareFormat.Hare3, HareRound.Preround, "b"));
        var proof = Assert.IsType<HareEquivocationProof>(evidence!.Data);
        Assert.Equal(EquivocationVerdict.Proven, EquivocationRules.Check(proof, _verifier, _ => true));
        var third = intake.Receive(Message(HareFormat.Hare3, HareRound.Preround, "c"));
        Assert.Equal("dropped by graded gossip", third.Verdict.Reason);
        Assert.Null(third.Evidence);
    }

    [Fact]
    public void Messages_of_one_key_in_different_rounds_prove_nothing()
    {
        var intake = Intake(HareFormat.Hare3);
        Assert.Null(Accepted(intake, Message(HareFormat.Hare3, HareRound.Preround, "a")));
        Assert.Null(Accepted(intake, Message(HareFormat.Hare3, HareRound.Propose, "b")));
    }

    [Fact]
    public void A_round_beyond_notify_is_ignored()
    {
        var receipt = Intake(HareFormat.Hare3).Receive(Message(HareFormat.Hare3, (HareRound)8, "a"));
        Assert.True(receipt.Verdict.IsIgnore);
        Assert.Equal("no such round: 8", receipt.Verdict.Reason);
    }

    [Fact]
    public void A_signature_of_another_domain_is_rejected()
    {
        var draft = Draft(HareRound.Preround, "a");
        var signature = _key.Sign(SigningDomain.Poet, Scale.Encode(HareFormat.Hare3.Metadata(draft)));
        Assert.True(Intake(HareFormat.Hare3).Receive(HareFormat.Hare3.Encode(draft with { Signature = signature })).Verdict.IsReject);
    }

    [Fact]
    public void Cut_messages_are_rejected_wherever_they_end()
    {
        var intake = Intake(HareFormat.Hare3);
        byte[] bytes = Message(HareFormat.Hare3, HareRound.Preround, "ab");
        for (int length = 0; length < bytes.Length; length++)
            Assert.True(intake.Receive(bytes.AsSpan(..length)).Verdict.IsReject);
    }

    [Fact]
    public void Compacted_message_without_local_proposals_is_ignored_even_if_it_names_none()
    {
        var receipt = Intake(HareFormat.Hare4).Receive(Message(HareFormat.Hare4, HareRound.Preround, ""));
        Assert.True(receipt.Verdict.IsIgnore);
        Assert.Null(receipt.Pending);
    }

    [Fact]
    public void Colliding_short_ids_are_rebuilt_when_all_are_local_and_exchanged_when_one_is_not()
    {
        var sender = new ProposalStore(3, new LayerId(7));
        Fill(sender, "abc");
        byte[] bytes = Sealed(sender, "ac");

        Fill(_store, "ac");
        Assert.Null(Accepted(Intake(HareFormat.Hare4), bytes));

        // Here a, b: both short ids match, but they stand for another set.
        var other = new ProposalStore(3, new LayerId(7));
        Fill(other, "ab");
        var intake = Intake(HareFormat.Hare4, other);
        var pending = intake.Receive(bytes).Pending;
        Assert.NotNull(pending);
        Assert.True(_exchange.TryServe(FullExchange.Request(pending.MessageId), out byte[]? response));
        Assert.True(FullExchange.TryReadResponse(response, out var full, out _));
        Assert.True(intake.Resume(pending, full).Verdict.IsAccept);
    }

    [Fact]
    public void A_full_list_of_another_length_is_ignored_and_a_wrong_one_rejected()
    {
        var sender = new ProposalStore(3, new LayerId(7));
        Fill(sender, "abc");
        byte[] bytes = Sealed(sender, "ac");
        Fill(_store, "ab");
        var intake = Intake(HareFormat.Hare4);
        var pending = intake.Receive(bytes).Pending!;
        Assert.True(intake.Resume(pending, GivenIds.Proposals("abc")).Verdict.IsIgnore);
        Assert.True(intake.Resume(pending, GivenIds.Proposals("bc")).Verdict.IsReject);
        Assert.True(intake.Abandon(pending, "timeout").Verdict.IsIgnore);
    }

    [Fact]
    public void An_unordered_full_list_is_sorted_when_a_proposal_was_missing()
    {
        var sender = new ProposalStore(3, new LayerId(7));
        Fill(sender, "abc");
        byte[] bytes = Sealed(sender, "abc");
        Fill(_store, "a");
        var intake = Intake(HareFormat.Hare4);
        var pending = intake.Receive(bytes).Pending!;
        Assert.True(intake.Resume(pending, GivenIds.Proposals("cab")).Verdict.IsAccept);
    }

    [Fact]
    public void A_message_with_a_proposal_that_is_not_stored_is_not_sealed()
    {
        Fill(_store, "a");
        var outbox = new HareOutbox(HareFormat.Hare4, _store, _exchange);
        Assert.False(outbox.TrySeal(Draft(HareRound.Preround, "ab"), default, out _));
    }

    [Fact]
    public void Exchange_forgets_layers_before_the_last_and_refuses_odd_requests()
    {
        _exchange.Remember(GivenIds.Hash("1"), Layer, GivenIds.Proposals("a"));
        _exchange.OnLayer(Layer.Add(1));
        Assert.True(_exchange.TryServe(FullExchange.Request(GivenIds.Hash("1")), out _));
        Assert.False(_exchange.TryServe(FullExchange.Request(GivenIds.Hash("2")), out _));
        Assert.False(_exchange.TryServe(new byte[31], out _));
        _exchange.OnLayer(Layer.Add(2));
        Assert.Equal(0, _exchange.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("04")]
    [InlineData("0404")]
    [InlineData("080400")]
    [InlineData("02093d00")]
    public void Odd_responses_are_not_used(string hex) =>
        Assert.False(FullExchange.TryReadResponse(Convert.FromHexString(hex), out _, out _));

    public void Dispose() => _key.Dispose();

    private static MalfeasanceProof? Accepted(HareIntake intake, byte[] bytes)
    {
        var receipt = intake.Receive(bytes);
        Assert.True(receipt.Verdict.IsAccept, receipt.Verdict.Reason);
        return receipt.Evidence;
    }

    /// <summary>Proposals that all have the same short id.</summary>
    private static void Fill(ProposalStore store, string letters)
    {
        foreach (var id in GivenIds.Proposals(letters))
            store.Add(GivenProposal.Of(Layer, id, eligibility: GivenIds.Vrf([1, 2, 3, 4])));
    }

    private HareIntake Intake(HareFormat format, ProposalStore? store = null)
    {
        var intake = new HareIntake(format, _checks, store ?? _store, new FullExchange());
        intake.Register(new HareSession(GivenMessage.Options(format), Layer, default));
        return intake;
    }

    private HareMessage Draft(HareRound round, string letters) => new(
        Layer, new IterRound(0, round), new HareValue(GivenIds.Proposals(letters), null), default, new HareEligibility(default, 1), _key.NodeId, default);

    private byte[] Message(HareFormat format, HareRound round, string letters)
    {
        var draft = Draft(round, letters);
        return format.Encode(draft with { Signature = _key.Sign(SigningDomain.Hare, Scale.Encode(format.Metadata(draft))) });
    }

    private byte[] Sealed(ProposalStore store, string letters)
    {
        var outbox = new HareOutbox(HareFormat.Hare4, store, _exchange);
        var draft = Draft(HareRound.Preround, letters);
        Assert.True(outbox.TrySeal(draft, _key.Sign(SigningDomain.Hare, outbox.SignedBytes(draft)), out byte[]? bytes));
        return bytes;
    }
}
