using Spacemesh.Activation.Tests.Support;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Activation.Tests;

/// <summary>The rows of spec 04 §7 one by one, each a change of an ATX that passes.</summary>
public sealed class AtxV1RulesTests
{
    /// <summary>Row, and what is changed in the ATX that passes.</summary>
    private static readonly Dictionary<string, Func<ActivationTxV1, ActivationTxV1>> InitialFaults = new(StringComparer.Ordinal)
    {
        ["3 no NIPoST"] = atx => Inner(atx, inner => inner with { NIPost = null }),
        ["3 no metadata"] = atx => Inner(atx, inner => inner with { NIPost = inner.NIPost! with { PostMetadata = null } }),
        ["4 two epochs ahead"] = atx => Challenge(atx, challenge => challenge with { PublishEpoch = new EpochId(12) }),
        ["4 last epoch"] = atx => Challenge(atx, challenge => challenge with { PublishEpoch = new EpochId(uint.MaxValue) }),
        ["5 empty positioning"] = atx => Challenge(atx, challenge => challenge with { PositioningAtxId = default }),
        ["6i no initial post"] = atx => Challenge(atx, challenge => challenge with { InitialPost = null }),
        ["7i no node id"] = atx => Inner(atx, inner => inner with { NodeId = null }),
        ["8i no nonce"] = atx => Inner(atx, inner => inner with { VrfNonce = null }),
        ["9i no commitment"] = atx => Challenge(atx, challenge => challenge with { CommitmentAtxId = null }),
        ["10i empty commitment"] = atx => Challenge(atx, challenge => challenge with { CommitmentAtxId = default(AtxId) }),
        ["11i sequence 1"] = atx => Challenge(atx, challenge => challenge with { Sequence = 1 }),
        ["12i fewer labels per unit"] = atx => Labels(atx, Samples.LabelsPerUnit - 1),
        ["18i commitment not stored"] = atx => Challenge(atx, challenge => challenge with { CommitmentAtxId = Samples.Id<AtxId>(99) }),
        ["18i commitment of the same epoch"] = atx => Challenge(atx, challenge => challenge with { CommitmentAtxId = Samples.Previous }),
        ["24 positioning not stored"] = atx => Challenge(atx, challenge => challenge with { PositioningAtxId = Samples.Id<AtxId>(99) }),
        ["24 positioning of the same epoch"] = atx => Challenge(atx, challenge => challenge with { PositioningAtxId = Samples.Previous }),
        ["25 units below the minimum"] = atx => Inner(atx, inner => inner with { NumUnits = 1 }),
        ["25 units above the maximum"] = atx => Inner(atx, inner => inner with { NumUnits = 101 }),
        ["28 no such PoET proof"] = atx => Metadata(atx, metadata => metadata with { Challenge = new byte[32] }),
    };

    private static readonly Dictionary<string, Func<ActivationTxV1, ActivationTxV1>> ChainedFaults = new(StringComparer.Ordinal)
    {
        ["6c node id"] = atx => Inner(atx, inner => inner with { NodeId = Samples.Smesher }),
        ["7c initial post"] = atx => Challenge(atx, challenge => challenge with { InitialPost = Samples.Post }),
        ["8c commitment"] = atx => Challenge(atx, challenge => challenge with { CommitmentAtxId = Samples.Golden }),
        ["8c commitment of zeros"] = atx => Challenge(atx, challenge => challenge with { CommitmentAtxId = default(AtxId) }),
        ["18c previous not stored"] = atx => Challenge(atx, challenge => challenge with { PrevAtxId = Samples.Id<AtxId>(99) }),
        ["19c previous of another smesher"] = atx => Challenge(atx, challenge => challenge with { PrevAtxId = Samples.Positioning }),
        ["20c previous of the same epoch"] = atx => Challenge(atx, challenge => challenge with { PublishEpoch = new EpochId(5) }),
        ["21c sequence too small"] = atx => Challenge(atx, challenge => challenge with { Sequence = 0 }),
        ["21c sequence too large"] = atx => Challenge(atx, challenge => challenge with { Sequence = 2 }),
        ["26 fewer labels per unit"] = atx => Labels(atx, Samples.LabelsPerUnit - 1),
        ["29 other leaf"] = atx => Challenge(atx, challenge => challenge with { PositioningAtxId = Samples.Golden }),
    };

    public static TheoryData<string> Initial() => [.. InitialFaults.Keys];

    public static TheoryData<string> Chained() => [.. ChainedFaults.Keys];

    [Theory]
    [MemberData(nameof(Initial))]
    public void Initial_ATX_with_a_fault_is_rejected(string row)
    {
        var good = Samples.Initial();
        Assert.True(Samples.Run(Samples.Check(good), Samples.Known(good)).Verdict.IsAccept);
        var changed = InitialFaults[row](good);
        Assert.True(Samples.Run(Samples.Check(changed), Samples.Known(changed)).Verdict.IsReject, row);
    }

    [Theory]
    [MemberData(nameof(Chained))]
    public void Chained_ATX_with_a_fault_is_rejected(string row)
    {
        var good = Samples.Chained();
        Assert.True(Samples.Run(Samples.Check(good), Samples.Known(good)).Verdict.IsAccept);
        var changed = ChainedFaults[row](good);
        // The round knows the changed challenge, or row 29 would answer for all.
        var known = Samples.Known(row.StartsWith("29", StringComparison.Ordinal) ? good : changed);
        Assert.True(Samples.Run(Samples.Check(changed), known).Verdict.IsReject, row);
    }

    [Fact]
    public void Commitment_or_units_of_the_identity_that_are_not_there_reject()
    {
        var atx = Samples.Chained();
        var known = Samples.Known(atx);
        known.Commitments.Clear();
        Assert.True(Samples.Run(Samples.Check(atx), known).Verdict.IsReject); // 17
        known = Samples.Known(atx);
        known.Units.Clear();
        Assert.True(Samples.Run(Samples.Check(atx), known).Verdict.IsReject); // 23c
    }

    [Theory]
    [InlineData(4u, 4u)]
    [InlineData(9u, 10u)] // one epoch ahead of the clock
    public void Epochs_up_to_the_next_are_accepted(uint current, uint publishEpoch)
    {
        var atx = Challenge(Samples.Initial(), challenge => challenge with { PublishEpoch = new EpochId(publishEpoch) });
        Assert.True(Samples.Run(Samples.Check(atx), Samples.Known(atx), current).Verdict.IsAccept);
    }

    [Fact]
    public void Golden_needs_no_ATX_whatever_the_epoch()
    {
        var atx = Challenge(Samples.Initial(), challenge => challenge with { PublishEpoch = default });
        Assert.True(Samples.Run(Samples.Check(atx), Samples.Known(atx)).Verdict.IsAccept);
        Assert.Empty(Samples.Check(atx).Dependencies().Atxs);
    }

    [Fact]
    public void Positioning_may_be_any_number_of_epochs_old_and_gives_the_base_height()
    {
        var atx = Challenge(Samples.Initial(), challenge => challenge with { PublishEpoch = new EpochId(10), PositioningAtxId = Samples.Positioning });
        var (verdict, result, _) = Samples.Run(Samples.Check(atx), Samples.Known(atx));
        Assert.True(verdict.IsAccept);
        Assert.Equal((1000ul, 3ul, 1003ul, 12ul), (result!.BaseHeight, result.Ticks, result.Height, result.Weight));
    }

    [Fact]
    public void Heights_wrap_and_weights_do_not()
    {
        var atx = Samples.Chained();
        var known = Samples.Known(atx, leaves: ulong.MaxValue);
        known.Atxs[Samples.Positioning] = known.Atxs[Samples.Positioning] with { TickHeight = ulong.MaxValue };
        Assert.True(Samples.Run(Samples.Check(atx), known).Verdict.IsReject); // 4 · (2^64 − 1) / 3
        var small = Samples.Known(atx, leaves: 3);
        small.Atxs[Samples.Positioning] = known.Atxs[Samples.Positioning];
        Assert.Equal(0ul, Samples.Run(Samples.Check(atx), small).Atx!.Height);
    }

    [Theory]
    [InlineData(4u, 4u, null, false, 4u)] // unchanged
    [InlineData(4u, 3u, null, false, 3u)] // decreased
    [InlineData(4u, 5u, null, true, 4u)] // increased: the previous nonce must hold for the new size
    [InlineData(4u, 4u, 99ul, true, 4u)] // a new nonce
    public void Nonce_is_checked_again_for_more_units_or_a_new_one(uint effective, uint declared, ulong? nonce, bool claimed, uint units)
    {
        var atx = Inner(Samples.Chained(), inner => inner with { NumUnits = declared, VrfNonce = nonce });
        var known = Samples.Known(atx);
        known.Atxs[Samples.Previous] = known.Atxs[Samples.Previous] with { EffectiveUnits = effective };
        var (verdict, result, claims) = Samples.Run(Samples.Check(atx), known);
        Assert.True(verdict.IsAccept);
        Assert.Equal(units, result!.EffectiveUnits);
        Assert.Equal(nonce ?? 17, result.VrfNonce);
        Assert.Equal(declared, Assert.Single(result.Posts).NumUnits);
        var claim = claims.OfType<NonceClaim>().SingleOrDefault();
        Assert.Equal(claimed, claim is not null);
        if (claim is not null)
            Assert.Equal(new NonceClaim(Samples.Smesher, Samples.Commitment, nonce ?? 17, declared, Samples.LabelsPerUnit), claim);
    }

    [Fact]
    public void Units_are_compared_with_effective_for_the_nonce_and_with_declared_for_the_weight()
    {
        // The example of the chapter: A1 declares 10, A2 20 (effective 10), A3 20: effective 20, and the nonce is checked again.
        var atx = Inner(Samples.Chained(), inner => inner with { NumUnits = 20 });
        var known = Samples.Known(atx);
        known.Atxs[Samples.Previous] = known.Atxs[Samples.Previous] with { EffectiveUnits = 10 };
        known.Units[(Samples.Previous, Samples.Smesher)] = 20;
        var (_, result, claims) = Samples.Run(Samples.Check(atx), known);
        Assert.Equal(20u, result!.EffectiveUnits);
        Assert.Single(claims.OfType<NonceClaim>());
    }

    [Fact]
    public void Claims_come_in_the_order_of_the_table()
    {
        var initial = Samples.Initial();
        var claims = Samples.Run(Samples.Check(initial), Samples.Known(initial)).Claims;
        Assert.Collection(
            claims,
            claim => Assert.IsType<NonceClaim>(claim),
            claim => Assert.Equal((PostScope.All, false), (Assert.IsType<PostClaim>(claim).Scope, ((PostClaim)claim).Convicts)),
            claim => Assert.Equal((PostScope.Sample, true), (Assert.IsType<PostClaim>(claim).Scope, ((PostClaim)claim).Convicts)));
    }

    [Fact]
    public void Dependencies_name_each_id_once_and_the_short_challenge_padded_on_the_left()
    {
        var atx = Metadata(
            Challenge(Samples.Chained(), challenge => challenge with { PositioningAtxId = challenge.PrevAtxId }),
            metadata => metadata with { Challenge = new byte[] { 1, 2 } });
        var needed = Samples.Check(atx).Dependencies();
        Assert.Equal([Samples.Previous], needed.Atxs);
        Assert.Equal([.. new byte[30], 1, 2], Assert.Single(needed.Poets).ToArray());
        // Looked up afterwards it is padded on the right: the proof that was fetched is another one.
        var known = Samples.Known(atx);
        known.Poets[needed.Poets[0]] = known.Poets.Values.First();
        known.Poets.Remove(new PoetProofRef(Samples.Challenge.Value));
        Assert.True(Samples.Run(Samples.Check(atx), known).Verdict.IsReject);
    }

    [Fact]
    public void Stored_values_are_those_of_the_table()
    {
        var initial = Samples.Initial();
        var result = Samples.Run(Samples.Check(initial), Samples.Known(initial)).Atx!;
        Assert.Equal(Samples.Golden, result.Commitment);
        Assert.Equal(new CheckedPost(Samples.Smesher, null, 0, 4), Assert.Single(result.Posts));
        var chained = Samples.Chained();
        result = Samples.Run(Samples.Check(chained), Samples.Known(chained)).Atx!;
        Assert.Null(result.Commitment);
        Assert.Null(result.MarriageAtx);
        Assert.Equal(1ul, result.Sequence);
        Assert.Equal(new CheckedPost(Samples.Smesher, Samples.Previous, 0, 4), Assert.Single(result.Posts));
    }

    private static ActivationTxV1 Inner(ActivationTxV1 atx, Func<InnerActivationTxV1, InnerActivationTxV1> change) => atx with { Inner = change(atx.Inner) };

    private static ActivationTxV1 Challenge(ActivationTxV1 atx, Func<NIPostChallengeV1, NIPostChallengeV1> change) =>
        Inner(atx, inner => inner with { Challenge = change(inner.Challenge) });

    private static ActivationTxV1 Metadata(ActivationTxV1 atx, Func<PostMetadataV1, PostMetadataV1> change) =>
        Inner(atx, inner => inner with { NIPost = inner.NIPost! with { PostMetadata = change(inner.NIPost.PostMetadata!.Value) } });

    private static ActivationTxV1 Labels(ActivationTxV1 atx, ulong labels) => Metadata(atx, metadata => metadata with { LabelsPerUnit = labels });
}
