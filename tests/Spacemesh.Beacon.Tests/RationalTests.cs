using System.Numerics;
using Spacemesh.Primitives;

namespace Spacemesh.Beacons.Tests;

/// <summary>Fractions and their rounding.</summary>
public sealed class RationalTests
{
    [Theory]
    [InlineData("1/3", 1, 3)]
    [InlineData("0.25", 1, 4)]
    [InlineData("-2/4", -1, 2)]
    [InlineData("1e-2", 1, 100)]
    [InlineData("7", 7, 1)]
    public void Parse_reads_every_form(string text, int numerator, int denominator) =>
        Assert.Equal(new Rational(numerator, denominator), Rational.Parse("beacon-q", text));

    [Theory]
    [InlineData("")]
    [InlineData("1/0")]
    [InlineData("2/-4")]
    [InlineData("1e9999")]
    [InlineData("1/2/3")]
    [InlineData("a")]
    [InlineData("1 /2")]
    public void Parse_names_the_key_of_what_is_no_fraction(string text) =>
        Assert.Equal("beacon-q", Assert.Throws<InvalidOptionException>(() => Rational.Parse("beacon-q", text)).Key);

    [Theory]
    [InlineData(9, 3, 4)]
    [InlineData(11, 3, 6)]
    [InlineData(21, 3, 5)]
    public void Ties_round_to_even(int value, int bits, int mantissa) =>
        Assert.Equal(mantissa, (int)Significand.Round((BigInteger)value, bits).Mantissa);

    [Fact]
    public void Rounding_stays_within_half_a_unit()
    {
        var random = new Random(1);
        for (int i = 0; i < 500; i++)
        {
            var value = new Rational(random.NextInt64(1, long.MaxValue), random.NextInt64(1, long.MaxValue));
            var rounded = Significand.Round(value, 20);
            Assert.Equal(20, rounded.Mantissa.GetBitLength());
            var error = rounded.Value - value;
            var unit = new Significand(1, rounded.Exponent).Value;
            Assert.True(BigInteger.Abs(error.Numerator) * 2 * unit.Denominator <= unit.Numerator * error.Denominator, $"{value}");
        }
    }

    [Fact]
    public void Power_of_half_of_whole_numbers_is_exact() =>
        Assert.Equal(new Rational(1, BigInteger.One << 60), Significand.Round((BigInteger)60).PowerOfHalf().Value);
}
