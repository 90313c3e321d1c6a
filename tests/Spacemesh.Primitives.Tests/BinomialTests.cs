namespace Spacemesh.Primitives.Tests;

public sealed class BinomialTests
{
    [Fact]
    public void Cdf_equals_the_straightforward_one_over_random_rows()
    {
        ulong state = 20240714;
        for (int i = 0; i < 3000; i++)
        {
            var (n, c, w, x) = BinCdfVectors.NextRow(ref state);
            var p = Fixed.FromRatio(c, w);
            Assert.Equal(Straightforward((long)n, p, (long)x), Fast((long)n, p, (long)x));
        }
    }

    [Fact]
    public void Cdf_equals_the_straightforward_one_over_odd_probabilities()
    {
        ulong state = 5;
        for (int i = 0; i < 3000; i++)
        {
            var (n, _, raw, x) = BinCdfVectors.NextRow(ref state);
            var p = Fixed.FromRaw64((long)(raw * 0x9e3779b97f4a7c15 % (1ul << 56) >> (i % 57)));
            Assert.Equal(Straightforward((long)n, p, (long)x), Fast((long)n, p, (long)x));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(1L << 30, 0)]
    [InlineData((1L << 30) + 1, 0)]
    [InlineData((1L << 30) + 1, 1)]
    [InlineData((1L << 31) - 1, 1L << 30)]
    [InlineData(1L << 31, 1L << 30)]
    [InlineData(1L << 40, 3)]
    [InlineData(long.MaxValue, long.MaxValue - 1)]
    [InlineData(-5, -6)]
    [InlineData(-5, 2)]
    public void Cdf_at_the_edges_of_n_equals_the_straightforward_one(long n, long x)
    {
        foreach (var p in new[] { Fixed.Zero, -Fixed.Zero, Fixed.Epsilon, -Fixed.Epsilon, Fixed.FromRatio(1, 3), Fixed.One, Fixed.One + Fixed.Epsilon, Fixed.FromInteger(7) })
            Assert.Equal(Straightforward(n, p, x), Fast(n, p, x));
    }

    [Fact]
    public void TryCdf_reports_overflow_without_exception_for_hostile_weights()
    {
        Assert.False(new Binomial(10, Fixed.FromRatio(800, 799)).TryCdf(3, out _));
        Assert.False(new Binomial(long.MaxValue, Fixed.FromRatio(1, 3)).TryCdf(3, out _));
        Assert.True(new Binomial(10, Fixed.FromRatio(799, 800)).TryCdf(3, out var cdf));
        Assert.Equal(new Binomial(10, Fixed.FromRatio(799, 800)).Cdf(3), cdf);
    }

    [Fact]
    public void Cdf_allocates_nothing()
    {
        var p = Fixed.FromRatio(400, 3_000_000_000);
        _ = new Binomial(50_000_000, p).Cdf(6);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (long x = 0; x < 20; x++)
            _ = new Binomial(50_000_000, p).Cdf(x);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Straightforward(long n, Fixed p, long x) =>
        FixedText.OrOverflow(() => new StraightforwardBinomial().Cdf(n, p, x).Hex());

    private static string Fast(long n, Fixed p, long x)
    {
        string cdf = FixedText.OrOverflow(() => new Binomial(n, p).Cdf(x).Hex());
        bool possible = new Binomial(n, p).TryCdf(x, out var tried);
        Assert.Equal(cdf, possible ? tried.Hex() : "overflow");
        return cdf;
    }
}
