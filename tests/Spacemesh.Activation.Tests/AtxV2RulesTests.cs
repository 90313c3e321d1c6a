using Spacemesh.Activation.Tests.Support;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Activation.Tests;

/// <summary>Rows of spec 04 §8 that the golden files leave out, and numbers at their limits.</summary>
public sealed class AtxV2RulesTests
{
    private static readonly AtxId Marriage = Samples.Id<AtxId>(20);
    private static readonly NodeId Partner = Samples.Id<NodeId>(10);

    [Fact]
    public void Solo_ATX_that_passes()
    {
        var atx = Solo();
        var (verdict, result, claims) = Samples.Run(Samples.Check(atx), Known(atx));
        Assert.True(verdict.IsAccept, verdict.ToString());
        Assert.Equal((4u, 3ul, 12ul, 1003ul), (result!.EffectiveUnits, result.Ticks, result.Weight, result.Height));
        Assert.Collection(claims, claim => Assert.IsType<PostClaim>(claim), claim => Assert.IsType<NonceClaim>(claim));
    }

    [Fact]
    public void Merged_ATX_sums_up_the_units_of_the_set_and_asks_for_a_nonce_over_all_declared()
    {
        var atx = Merged(new SubPostV2(0, 0, 0, Samples.Post, 4), new SubPostV2(1, 0, 0, Samples.Post, uint.MaxValue));
        var known = Known(atx);
        known.Units[(Samples.Previous, Partner)] = 6;
        var (verdict, result, claims) = Samples.Run(Samples.Check(atx), known);
        Assert.True(verdict.IsAccept, verdict.ToString());
        Assert.Equal(10u, result!.EffectiveUnits);
        // The sum of declared units wraps.
        Assert.Equal(3u, Assert.Single(claims.OfType<NonceClaim>()).NumUnits);
        Assert.Equal([Samples.Smesher, Partner], result.Posts.Select(post => post.Identity));
    }

    [Theory]
    [InlineData("signer without a sub-post")]
    [InlineData("not married")]
    [InlineData("married by another ATX")]
    [InlineData("marriage ATX not stored")]
    [InlineData("marriage one epoch old")]
    [InlineData("marriage index out of range")]
    [InlineData("previous index out of range")]
    [InlineData("index twice")]
    [InlineData("marriages")]
    [InlineData("no units of the partner")]
    [InlineData("no commitment of the partner")]
    [InlineData("no PoET proof")]
    [InlineData("previous empty")]
    [InlineData("previous golden")]
    [InlineData("previous of the same epoch")]
    [InlineData("positioning empty")]
    public void Merged_ATX_with_a_fault_is_rejected(string fault)
    {
        var atx = fault switch
        {
            "signer without a sub-post" => Merged(new SubPostV2(1, 0, 0, Samples.Post, 4)),
            "marriage index out of range" => Merged(new SubPostV2(0, 0, 0, Samples.Post, 4), new SubPostV2(2, 0, 0, Samples.Post, 4)),
            "previous index out of range" => Merged(new SubPostV2(0, 0, 0, Samples.Post, 4), new SubPostV2(1, 1, 0, Samples.Post, 4)),
            "index twice" => Merged(new SubPostV2(0, 0, 0, Samples.Post, 4), new SubPostV2(0, 0, 0, Samples.Post, 4)),
            _ => Merged(new SubPostV2(0, 0, 0, Samples.Post, 4), new SubPostV2(1, 0, 0, Samples.Post, 4)),
        };
        atx = fault switch
        {
            "marriages" => atx with { Marriages = [new MarriageCertificate(default, default)] },
            "previous empty" => atx with { PreviousAtxs = [default(AtxId)] },
            "previous golden" => atx with { PreviousAtxs = [Samples.Golden] },
            "positioning empty" => atx with { PositioningAtx = default },
            _ => atx,
        };
        var known = Known(atx);
        switch (fault)
        {
            case "not married":
                known.Marriages.Clear();
                break;
            case "married by another ATX":
                known.Marriages[Samples.Smesher] = known.Marriages[Samples.Smesher] with { MarriageAtx = Samples.Positioning };
                break;
            case "marriage ATX not stored":
                known.Atxs.Remove(Marriage);
                break;
            case "marriage one epoch old":
                known.Atxs[Marriage] = known.Atxs[Marriage] with { PublishEpoch = new EpochId(5) };
                break;
            case "no units of the partner":
                known.Units.Remove((Samples.Previous, Partner));
                break;
            case "no commitment of the partner":
                known.Commitments.Remove(Partner);
                break;
            case "no PoET proof":
                known.Poets.Clear();
                break;
            case "previous of the same epoch":
                known.Atxs[Samples.Previous] = known.Atxs[Samples.Previous] with { PublishEpoch = new EpochId(6) };
                break;
        }

        Assert.True(Samples.Run(Samples.Check(atx), known).Verdict.IsReject, fault);
    }

    [Fact]
    public void Initial_without_parts_it_needs_is_rejected_and_does_not_crash()
    {
        foreach (var niposts in new ScaleList<NIPostV2>[] { [], [new NIPostV2(default, Samples.Challenge, [])] })
        {
            var solo = Initial() with { NIPosts = niposts };
            Assert.True(Samples.Run(Samples.Check(solo), Known(solo)).Verdict.IsReject);
            var merged = solo with { MarriageAtx = Marriage };
            Assert.True(Samples.Run(Samples.Check(merged), Known(merged)).Verdict.IsReject);
        }
    }

    [Fact]
    public void Marriage_at_the_end_of_the_epochs_does_not_overflow()
    {
        var atx = Merged(new SubPostV2(0, 0, 0, Samples.Post, 4)) with { PublishEpoch = new EpochId(uint.MaxValue) };
        var known = Known(atx);
        known.Atxs[Marriage] = known.Atxs[Marriage] with { PublishEpoch = new EpochId(uint.MaxValue - 1) };
        Assert.True(Samples.Run(Samples.Check(atx), known, uint.MaxValue).Verdict.IsReject);
        Assert.True(Samples.Run(Samples.Check(atx), known).Verdict.IsReject);
    }

    [Fact]
    public void Dependencies_are_everything_named_once_without_empty_and_golden()
    {
        var atx = Merged(new SubPostV2(0, 0, 0, Samples.Post, 4)) with
        {
            PreviousAtxs = [Samples.Previous, Samples.Previous, Samples.Golden],
            Initial = new InitialAtxPartsV2(Samples.Commitment, Samples.Post),
            Marriages = [new MarriageCertificate(default, default), new MarriageCertificate(Samples.Id<AtxId>(30), default)],
        };
        atx = atx with { NIPosts = [atx.NIPosts[0], atx.NIPosts[0]] };
        var needed = Samples.Check(atx).Dependencies();
        Assert.Equal([Samples.Positioning, Samples.Previous, Samples.Commitment, Marriage, Samples.Id<AtxId>(30)], needed.Atxs);
        Assert.Single(needed.Poets);
    }

    [Fact]
    public void Only_the_first_sub_post_of_a_leaf_is_looked_at()
    {
        // The second names another previous ATX, so its challenge is another one; the leaf is taken.
        var atx = Merged(new SubPostV2(0, 0, 0, Samples.Post, 4), new SubPostV2(1, 1, 0, Samples.Post, 4)) with { PreviousAtxs = [Samples.Previous, Samples.Positioning] };
        var known = Known(atx);
        known.Units[(Samples.Positioning, Partner)] = 4;
        Assert.True(Samples.Run(Samples.Check(atx), known).Verdict.IsAccept);
    }

    private static ActivationTxV2 Initial() => new(
        new EpochId(6), Samples.Golden, default, new InitialAtxPartsV2(Samples.Golden, Samples.Post), [], [new NIPostV2(default, Samples.Challenge, [new SubPostV2(0, 0, 0, Samples.Post, 4)])], 17, [], null, Samples.Smesher, default);

    private static ActivationTxV2 Solo() => Initial() with { Initial = null, PositioningAtx = Samples.Positioning, PreviousAtxs = [Samples.Previous] };

    private static ActivationTxV2 Merged(params ScaleList<SubPostV2> posts) =>
        Solo() with { MarriageAtx = Marriage, NIPosts = [new NIPostV2(default, Samples.Challenge, posts)] };

    private static KnownAtxs Known(ActivationTxV2 atx)
    {
        var known = Samples.Known(Samples.Chained());
        known.Atxs[Marriage] = new StoredAtx(Samples.Smesher, new EpochId(4), 0, 0, 1, 0);
        known.Marriages[Samples.Smesher] = new StoredMarriage(Marriage, [Samples.Smesher, Partner]);
        known.Commitments[Partner] = Samples.Commitment;
        known.Units[(Samples.Previous, Partner)] = 4;
        var post = atx.NIPosts.IsEmpty || atx.NIPosts[0].Posts.IsEmpty || atx.NIPosts[0].Posts[0].PrevAtxIndex >= (uint)atx.PreviousAtxs.Count ? new SubPostV2() : atx.NIPosts[0].Posts[0];
        if (atx.Initial is not null || !atx.PreviousAtxs.IsEmpty)
            known.Poets[new PoetProofRef(Samples.Challenge.Value)] = new PoetFacts(11, PoetMembership.ChallengeOf(atx, post));
        return known;
    }
}
