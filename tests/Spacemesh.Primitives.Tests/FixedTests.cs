using System.Numerics;

namespace Spacemesh.Primitives.Tests;

/// <summary>The operations against their definitions in unbounded integers (spec 05 §3.1).</summary>
public sealed class FixedTests
{
    private const ulong Divisor = 0x8000_0000_0000_0001;

    public static TheoryData<ulong, ulong, ulong> Divisions => new()
    {
        { 0, 0, 1 },
        { 0, ulong.MaxValue, ulong.MaxValue },
        { Divisor - 1, ulong.MaxValue, Divisor },
        { 1, 0, 2 },
        { 0xffff_ffff, 0xffff_ffff_ffff_ffff, 0x1_0000_0000 },
        { 0x7fff_ffff_ffff_ffff, 0, 0x8000_0000_0000_0000 },
        { 0x1234_5678_9abc_def0, 0x0fed_cba9_8765_4321, 0x1234_5678_9abc_def1 },
    };

    [Theory]
    [MemberData(nameof(Divisions))]
    public void Wide_division_portable_and_processor_form_agree(ulong high, ulong low, ulong divisor) => CheckDivision(high, low, divisor);

    [Fact]
    public void Wide_division_of_random_numbers_agrees_with_unbounded_integers()
    {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            ulong divisor = Word(random);
            if (divisor == 0)
                continue;
            CheckDivision(Word(random) % divisor, Word(random), divisor);
        }
    }

    [Fact]
    public void Divide_by_integer_equals_the_general_division()
    {
        var random = new Random(2);
        for (int i = 0; i < 100_000; i++)
        {
            ulong divisor = Word(random);
            if (i % 3 == 0)
                divisor %= 600;
            // Every second dividend is a multiple, where the general division may be one unit low.
            var magnitude = new UInt128(Word(random) >> 1, Word(random)) >> random.Next(127);
            if (i % 2 == 0 && divisor != 0)
                magnitude -= magnitude % divisor;
            var value = Fixed.FromRaw(magnitude | (i % 5 == 0 ? (UInt128)1 << 127 : 0));
            string general = FixedText.OrOverflow(() => DivideByWideInteger(value, divisor).Hex());
            Assert.Equal(general, FixedText.OrOverflow(() => value.DivideByInteger(divisor).Hex()));
        }
    }

    [Fact]
    public void Multiply_cuts_the_full_product()
    {
        var random = new Random(3);
        for (int i = 0; i < 50_000; i++)
        {
            var x = new UInt128(Word(random) >> 1, Word(random)) >> random.Next(127);
            var y = new UInt128(Word(random) >> 1, Word(random)) >> random.Next(127);
            var product = ((BigInteger)x * y) >> 56;
            string expected = product >> 127 != 0 ? "overflow" : Fixed.FromRaw((UInt128)product).Hex();
            Assert.Equal(expected, FixedText.OrOverflow(() => (Fixed.FromRaw(x) * Fixed.FromRaw(y)).Hex()));
        }
    }

    [Fact]
    public void Addition_overflows_at_127_bits_and_cancels_to_plain_zero()
    {
        var largest = Fixed.FromRaw(((UInt128)1 << 127) - 1);
        Assert.Throws<OverflowException>(() => largest + Fixed.Epsilon);
        Assert.Throws<OverflowException>(() => -largest - Fixed.Epsilon);
        Assert.Equal(Fixed.Zero, largest - largest);
        Assert.Equal(Fixed.Zero, -largest + largest);
        Assert.NotEqual(Fixed.Zero, -Fixed.Zero);
        Assert.True((-Fixed.Zero).IsZero);
        Assert.True(Fixed.RawGreater(-Fixed.Zero, largest));
    }

    private static Fixed DivideByWideInteger(Fixed value, ulong divisor)
    {
        // int(d) of 64-bit integers: 2^64·2^56 < 2^127.
        return value / Fixed.FromInteger(divisor);
    }

    private static void CheckDivision(ulong high, ulong low, ulong divisor)
    {
        var value = new UInt128(high, low);
        Assert.Equal((ulong)(value / divisor), WideMath.DivRem(high, low, divisor, out ulong remainder));
        Assert.Equal((ulong)(value % divisor), remainder);
        Assert.Equal((ulong)(value / divisor), WideMath.DivRemPortable(high, low, divisor, out remainder));
        Assert.Equal((ulong)(value % divisor), remainder);
    }

    private static ulong Word(Random random) => (ulong)random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
}
