namespace Spacemesh.Activation.Tests;

/// <summary>The quantities of spec 04 §9 and the examples of its §7 and §22.</summary>
public sealed class AtxWeightTests
{
    [Theory]
    [InlineData(10u, 20u, 10u)] // A2 of the example: declares more than its previous one declared
    [InlineData(20u, 20u, 20u)] // A3: compared with declared, not with effective units
    [InlineData(10u, 9u, 9u)]
    public void Effective_units_are_the_fewer_of_declared_ones(uint previous, uint declared, uint effective) =>
        Assert.Equal(effective, AtxWeight.Effective(previous, declared));

    [Theory]
    [InlineData(11ul, 3ul, 3ul)]
    [InlineData(2ul, 3ul, 0ul)]
    [InlineData(ulong.MaxValue, 1ul, ulong.MaxValue)]
    public void Ticks_are_whole(ulong leaves, ulong tickSize, ulong ticks) => Assert.Equal(ticks, AtxWeight.Ticks(leaves, tickSize));

    [Fact]
    public void Weight_above_64_bits_is_refused()
    {
        Assert.Equal(ulong.MaxValue, AtxWeight.Of(1, ulong.MaxValue));
        Assert.Null(AtxWeight.Of(2, (ulong.MaxValue / 2) + 1));
        Assert.Equal(unchecked((ulong)-2L), AtxWeight.Of(2, long.MaxValue));
        Assert.Equal("atx weight would overflow uint64", AtxWeight.SumUp([(10, ulong.MaxValue)], out _));
    }

    [Fact]
    public void Sum_of_products_is_that_of_the_chapter()
    {
        Assert.Null(AtxWeight.SumUp([(1, 100), (10, 1000)], out var sum));
        Assert.Equal(new AtxSum(11, 10_100, 100), sum);
    }

    [Fact]
    public void Units_that_overflow_one_NIPoST_are_dropped_and_over_several_refused()
    {
        Assert.Equal(1u, AtxWeight.UnitsOf([1, uint.MaxValue]));
        Assert.Equal("total units overflow: 4294967296", AtxWeight.SumUp([(11, 1), (uint.MaxValue - 10, 1)], out _));
        Assert.Null(AtxWeight.SumUp([(10, 1), (uint.MaxValue - 10, 1)], out var sum));
        Assert.Equal(uint.MaxValue, sum.Units);
    }

    [Fact]
    public void Options_refuse_values_that_cannot_work()
    {
        var ticks = Assert.Throws<Primitives.InvalidOptionException>(() => new AtxRulesOptions { TickSize = 0, MinNumUnits = 1, MaxNumUnits = 2, LabelsPerUnit = 64 });
        Assert.Equal("tick-size", ticks.Key);
        var labels = Assert.Throws<Primitives.InvalidOptionException>(() => new AtxRulesOptions { TickSize = 1, MinNumUnits = 1, MaxNumUnits = 2, LabelsPerUnit = 0 });
        Assert.Equal("post-labels-per-unit", labels.Key);
    }
}
