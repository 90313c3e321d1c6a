using System.Numerics;
using Spacemesh.Crypto.Curve;

namespace Spacemesh.Crypto.Tests.Curve;

public sealed class ScalarTests
{
    private static readonly BigInteger L = ReferenceCurve.L;

    [Fact]
    public void Wide_reduction_equals_big_integers()
    {
        byte[][] random = [.. CurveSamples.Random(200, 2)];
        var wides = new List<byte[]> { new byte[64], Filled(255), ReferenceCurve.Bytes(L).Concat(new byte[32]).ToArray() };
        for (int i = 0; i + 1 < random.Length; i++)
            wides.Add([.. random[i], .. random[i + 1]]);
        foreach (byte[] wide in wides)
            Assert.Equal(ReferenceCurve.Number(wide) % L, ReferenceCurve.Number(Scalar.FromWide(wide)));
    }

    [Fact]
    public void Arithmetic_equals_big_integers()
    {
        BigInteger[] samples = [.. CurveSamples.Scalars(30, 3)];
        foreach (var a in samples)
        {
            var x = ReferenceCurve.ToScalar(a);
            Assert.Equal(a, ReferenceCurve.Number(x));
            Assert.Equal(a < L, x.IsBelowOrder());
            if (a < L)
                Assert.Equal((L - a) % L, ReferenceCurve.Number(Scalar.Negate(x)));
            foreach (var b in samples)
            {
                var y = ReferenceCurve.ToScalar(b);
                Assert.Equal(a * b % L, ReferenceCurve.Number(Scalar.Multiply(x, y)));
                if (a < L && b < L)
                    Assert.Equal((a + b) % L, ReferenceCurve.Number(Scalar.Add(x, y)));
            }
        }
    }

    [Theory]
    [InlineData(PointTable.Width)]
    [InlineData(BaseTables.Width)]
    public void Signed_digits_sum_to_the_scalar(int width)
    {
        foreach (var value in CurveSamples.Scalars(100, 4))
        {
            sbyte[] digits = new sbyte[SignedDigits.Count];
            int length = SignedDigits.Write(digits, ReferenceCurve.ToScalar(value), width);
            var sum = BigInteger.Zero;
            for (int i = 0; i < digits.Length; i++)
            {
                sum += (BigInteger)digits[i] << i;
                Assert.True(digits[i] == 0 || ((digits[i] & 1) == 1 && Math.Abs((int)digits[i]) < 1 << (width - 1)));
                Assert.True(digits[i] == 0 || i < length);
            }

            Assert.Equal(value, sum);
        }
    }

    private static byte[] Filled(byte value)
    {
        byte[] bytes = new byte[64];
        bytes.AsSpan().Fill(value);
        return bytes;
    }
}
