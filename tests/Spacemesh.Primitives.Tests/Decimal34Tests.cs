using System.Numerics;

namespace Spacemesh.Primitives.Tests;

public sealed class Decimal34Tests
{
    private static readonly Decimal34 Lambda = Decimal34.Parse("2.122748659050074683778792926470147E-7");
    private static readonly Decimal34 TotalSubsidy = 2_250_000_000_000_000_000ul;

    /// <summary>The table of spec 07 §9.1.</summary>
    [Theory]
    [InlineData(0, 477618397593)]
    [InlineData(1, 955236693799)]
    [InlineData(4, 2388090974101)]
    [InlineData(1000, 478045275698980)]
    [InlineData(1000000, 430330050824675272)]
    [InlineData(1051199, 449999617905200816)]
    [InlineData(1051200, 450000000000000000)]
    [InlineData(1051201, 450000382094718074)]
    [InlineData(100000000, 2249999998641054202)]
    [InlineData(199069549, 2249999999999999999)]
    [InlineData(1000000000, 2250000000000000000)]
    public void Accumulated_subsidy_is_the_networks(long index, long accumulated)
    {
        var issued = TotalSubsidy * (Decimal34.One - Decimal34.Exp(-Lambda * (index + 1)));
        Assert.Equal(accumulated, (long)issued.Truncate());
    }

    [Fact]
    public void Constants_follow_from_their_definitions()
    {
        var halfLife = -(Decimal34)1_051_201 * (Decimal34.Ln2 / Decimal34.Ln(Decimal34.Parse("0.8")));
        Assert.Equal("3265328.552227785343043597296961386", halfLife.ToString());
        Assert.Equal(Lambda, Decimal34.Ln2 / halfLife);
        Assert.Equal(Decimal34.Ln2, Decimal34.Ln(2));
        Assert.Equal("0.8", (Decimal34.One - ((Decimal34)450_000_000 / 2_250_000_000)).ToString());
    }

    [Theory]
    [InlineData("0", "1")]
    [InlineData("1", "2.718281828459045235360287471352662")]
    [InlineData("-1", "0.3678794411714423215955237701614609")]
    [InlineData("100", "2.688117141816135448412625551580014E+43")]
    [InlineData("1E-40", "1.000000000000000000000000000000000")]
    [InlineData("-1E-40", "1.000000000000000000000000000000000")]
    [InlineData("1E-100", "1.000000000000000000000000000000000")]
    [InlineData("-1E-100", "1.000000000000000000000000000000000")]
    public void Exp_is_correctly_rounded(string x, string expected) => Assert.Equal(expected, Decimal34.Exp(Decimal34.Parse(x)).ToString());

    [Theory]
    [InlineData("10", "2.302585092994045684017991454684364")]
    [InlineData("1E+100", "230.2585092994045684017991454684364")]
    [InlineData("1.0", "0")]
    [InlineData("1.000000000000000000000000000000001", "9.999999999999999999999999999999995E-34")]
    [InlineData("0.9999999999999999999999999999999999", "-1.000000000000000000000000000000000E-34")]
    public void Ln_is_correctly_rounded(string x, string expected) => Assert.Equal(expected, Decimal34.Ln(Decimal34.Parse(x)).ToString());

    [Theory]
    [InlineData("12345678901234567890123456789012345", "1.234567890123456789012345678901234E+34")]
    [InlineData("12345678901234567890123456789012355", "1.234567890123456789012345678901236E+34")]
    [InlineData("99999999999999999999999999999999995", "1.000000000000000000000000000000000E+35")]
    [InlineData("-0.00000123400", "-0.00000123400")]
    [InlineData("-0.000000123", "-1.23E-7")]
    [InlineData("5E3", "5E+3")]
    public void Text_is_rounded_half_to_even_and_printed_in_the_common_notation(string text, string printed) =>
        Assert.Equal(printed, Decimal34.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1e")]
    [InlineData("abc")]
    [InlineData("1,5")]
    public void Bad_text_is_a_format_error(string text) => Assert.Throws<FormatException>(() => Decimal34.Parse(text));

    [Fact]
    public void Operations_round_the_exact_result_half_to_even()
    {
        var random = new Random(4);
        for (int i = 0; i < 5000; i++)
        {
            var a = Draw(random);
            var b = Draw(random);
            Assert.Equal(Exact(a.Coefficient * (BigInteger)b.Coefficient, 1, a.Exponent + b.Exponent), (a * b).CompareTo(default) == 0 ? default : Value(a * b));
            int low = Math.Min(a.Exponent, b.Exponent);
            var sum = (a.Coefficient * BigInteger.Pow(10, a.Exponent - low)) + (b.Coefficient * BigInteger.Pow(10, b.Exponent - low));
            Assert.Equal(Exact(sum, 1, low), Value(a + b));
            if (b.Coefficient != 0)
                Assert.Equal(Exact(a.Coefficient, b.Coefficient, a.Exponent - b.Exponent), Value(a / b));
        }
    }

    [Fact]
    public void Zero_keeps_the_sign_of_a_product()
    {
        Assert.Equal("-0E-40", (-Lambda * 0).ToString());
        Assert.Equal("0E-40", (Lambda * 0).ToString());
        Assert.Equal(0, (-Lambda * 0).CompareTo(Decimal34.Zero));
        Assert.Throws<DivideByZeroException>(() => Lambda / 0);
    }

    private static Decimal34 Draw(Random random)
    {
        Int128 coefficient = ((Int128)random.NextInt64() * random.NextInt64(1_000_000_000_000_000)) >> random.Next(120);
        return new Decimal34(random.Next(2) == 0 ? coefficient : -coefficient, random.Next(-60, 60));
    }

    /// <summary>n/d·10^e rounded to 34 digits, without trailing zeros.</summary>
    private static (BigInteger Coefficient, int Exponent) Exact(BigInteger numerator, BigInteger denominator, int exponent)
    {
        if (numerator.IsZero)
            return default;
        var limit = BigInteger.Pow(10, 34);
        bool negative = (numerator.Sign < 0) != (denominator.Sign < 0);
        numerator = BigInteger.Abs(numerator);
        denominator = BigInteger.Abs(denominator);
        while (numerator / denominator >= limit)
        {
            denominator *= 10;
            exponent++;
        }

        while (numerator * 10 / denominator < limit)
        {
            numerator *= 10;
            exponent--;
        }

        var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
        int side = (rest * 2).CompareTo(denominator);
        if (side > 0 || (side == 0 && !quotient.IsEven))
            quotient++;
        return Strip(negative ? -quotient : quotient, exponent);
    }

    private static (BigInteger Coefficient, int Exponent) Value(Decimal34 value) => Strip(value.Coefficient, value.Exponent);

    private static (BigInteger Coefficient, int Exponent) Strip(BigInteger coefficient, int exponent)
    {
        if (coefficient.IsZero)
            return default;
        while ((coefficient % 10).IsZero)
        {
            coefficient /= 10;
            exponent++;
        }

        return (coefficient, exponent);
    }

    [Fact]
    public void Fast_exponential_agrees_with_the_slow_one()
    {
        var random = new Random(34);
        int found = 0;
        for (int i = 0; i < 5_000; i++)
        {
            byte[] bytes = new byte[13];
            random.NextBytes(bytes);
            var coefficient = new BigInteger(bytes) >> random.Next(100);
            var x = new Decimal34(coefficient, -random.Next(31, 40) + random.Next(3));
            if (!FastExponential.TryExp(x, out var power))
                continue;
            found++;
            Assert.Equal(Decimal34Functions.ExpSlow(x), power);
        }

        Assert.True(found > 4_000, $"only {found} were fast");
    }
}
