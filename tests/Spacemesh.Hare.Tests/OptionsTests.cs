using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare.Tests;

/// <summary>Rules as data: committees and ranges of layers.</summary>
public sealed class OptionsTests
{
    private static readonly HareOptions Upgraded = GivenMessage.Options(HareFormat.Hare3) with
    {
        Committee = 400,
        CommitteeUpgrade = new HareCommitteeUpgrade(new LayerId(16), 50),
    };

    [Theory]
    [InlineData(0, 400, 201)]
    [InlineData(15, 400, 201)]
    [InlineData(16, 50, 26)]
    [InlineData(100, 50, 26)]
    public void Committee_and_threshold_follow_the_upgrade(uint layer, uint committee, uint threshold)
    {
        Assert.Equal(committee, Upgraded.CommitteeFor(new LayerId(layer)));
        Assert.Equal(committee, Upgraded.CommitteeFor(new LayerId(layer), HareRound.Commit));
        Assert.Equal(Upgraded.Leaders, Upgraded.CommitteeFor(new LayerId(layer), HareRound.Propose));
        Assert.Equal(threshold, Upgraded.ThresholdFor(new LayerId(layer)));
    }

    [Fact]
    public void Schedule_hands_over_from_hare_3_to_hare_4()
    {
        var first = Upgraded with { EnableLayer = new LayerId(5), DisableLayer = new LayerId(20) };
        var second = GivenMessage.Options(HareFormat.Hare4) with { EnableLayer = new LayerId(20) };
        var schedule = new HareSchedule(second, first);
        Assert.Null(schedule.At(new LayerId(4)));
        Assert.Same(first, schedule.At(new LayerId(5)));
        Assert.Same(first, schedule.At(new LayerId(19)));
        Assert.Same(second, schedule.At(new LayerId(20)));
    }

    [Fact]
    public void Schedule_refuses_two_rules_in_one_layer()
    {
        var first = Upgraded with { DisableLayer = new LayerId(21) };
        var second = GivenMessage.Options(HareFormat.Hare4) with { EnableLayer = new LayerId(20) };
        Assert.Equal("hare4.enable-layer", Assert.Throws<InvalidOptionException>(() => new HareSchedule(first, second)).Key);
    }

    [Fact]
    public void Disable_layer_zero_means_never()
    {
        var options = Upgraded with { DisableLayer = LayerId.Zero };
        Assert.True(options.Covers(new LayerId(uint.MaxValue - 1)));
    }

    [Fact]
    public void A_session_that_outlasts_the_closing_of_its_layer_is_refused()
    {
        var longest = TimeSpan.FromSeconds(25 + (7 * 4 * 12));
        Upgraded.Validate(longest);
        Assert.Equal("hare3.iterations-limit", Assert.Throws<InvalidOptionException>(() => Upgraded.Validate(longest - TimeSpan.FromTicks(1))).Key);
    }
}
