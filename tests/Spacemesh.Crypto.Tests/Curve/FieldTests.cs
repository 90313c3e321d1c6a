using System.Numerics;
using Spacemesh.Crypto.Curve;

namespace Spacemesh.Crypto.Tests.Curve;

public sealed class FieldTests
{
    private static readonly BigInteger P = ReferenceCurve.P;

    [Fact]
    public void Portable_operations_equal_big_integers()
    {
        byte[][] samples = [.. CurveSamples.Fields(60)];
        foreach (byte[] x in samples)
        {
            var a = FieldElement.FromBytes(x);
            var bigA = ReferenceCurve.Number(x) % P;
            Assert.Equal(bigA, ReferenceCurve.Number(a));
            Assert.Equal(bigA.IsZero, a.IsZero());
            Assert.Equal(!bigA.IsEven, a.IsOdd());
            Assert.Equal(ReferenceCurve.Number(x) < P, FieldElement.IsCanonical(x));
            FieldElement.Square(out var square, a);
            Assert.Equal(bigA * bigA % P, ReferenceCurve.Number(square));
            FieldElement.Negate(out var negative, a);
            Assert.Equal(ReferenceCurve.Mod(-bigA), ReferenceCurve.Number(negative));
            foreach (byte[] y in samples)
            {
                var b = FieldElement.FromBytes(y);
                var bigB = ReferenceCurve.Number(y) % P;
                FieldElement.Multiply(out var product, a, b);
                Assert.Equal(bigA * bigB % P, ReferenceCurve.Number(product));
                FieldElement.Add(out var sum, a, b);
                FieldElement.Subtract(out var difference, a, b);
                Assert.Equal((bigA + bigB) % P, ReferenceCurve.Number(sum));
                Assert.Equal(ReferenceCurve.Mod(bigA - bigB), ReferenceCurve.Number(difference));
                Assert.Equal(bigA == bigB, FieldElement.AreEqual(a, b));

                // Operands as large as formulas make them.
                FieldElement.Multiply(out product, difference, sum);
                Assert.Equal(ReferenceCurve.Mod((bigA - bigB) * (bigA + bigB)), ReferenceCurve.Number(product));
                FieldElement.Square(out square, difference);
                Assert.Equal(ReferenceCurve.Mod((bigA - bigB) * (bigA - bigB)), ReferenceCurve.Number(square));
            }
        }
    }

    [Fact]
    public void Largest_limbs_multiply_without_overflow()
    {
        const ulong Limit = 1UL << 54;
        var large = new FieldElement(Limit, Limit, Limit, Limit, Limit);
        var big = Enumerable.Range(0, 5).Aggregate(BigInteger.Zero, (sum, i) => sum + ((BigInteger)Limit << (51 * i)));
        FieldElement.Multiply(out var product, large, large);
        FieldElement.Square(out var square, large);
        Assert.Equal(big * big % P, ReferenceCurve.Number(product));
        Assert.Equal(big * big % P, ReferenceCurve.Number(square));
    }

    [Fact]
    public void Powers_equal_big_integers()
    {
        foreach (byte[] x in CurveSamples.Fields(20))
        {
            var a = FieldElement.FromBytes(x);
            var big = ReferenceCurve.Number(a);
            FieldElement.Invert(out var inverse, a);
            FieldElement.PowerForRoot(out var power, a);
            Assert.Equal(BigInteger.ModPow(big, P - 2, P), ReferenceCurve.Number(inverse));
            Assert.Equal(BigInteger.ModPow(big, (P - 5) / 8, P), ReferenceCurve.Number(power));
            FieldPower.Invert(out inverse, a);
            FieldPower.ForRoot(out power, a);
            Assert.Equal(BigInteger.ModPow(big, P - 2, P), ReferenceCurve.Number(inverse));
            Assert.Equal(BigInteger.ModPow(big, (P - 5) / 8, P), ReferenceCurve.Number(power));
        }
    }

    [Fact]
    public void Root_of_a_ratio_says_what_it_is()
    {
        var i = ReferenceCurve.Number(CurveConstants.RootOfMinusOne);
        byte[][] samples = [.. CurveSamples.Fields(20)];
        for (int n = 0; n + 1 < samples.Length; n++)
        {
            var u = FieldElement.FromBytes(samples[n]);
            var v = FieldElement.FromBytes(samples[n + 1]);
            if (v.IsZero())
                continue;
            int kind = FieldRoot.Ratio(out var r, u, v);
            var root = ReferenceCurve.Number(r);
            Assert.Contains(kind, new[] { 0, 1, 3 });
            Assert.Equal(ReferenceCurve.Number(u) * BigInteger.ModPow(i, kind, P) % P, ReferenceCurve.Number(v) * root * root % P);
        }
    }

    [Fact]
    public void Four_lanes_equal_portable_operations()
    {
        if (!FieldQuad.IsSupported)
            return; // This processor only has the portable path.
        FieldElement[] samples = [.. CurveSamples.Fields(400).Select(bytes => FieldElement.FromBytes(bytes))];
        for (int n = 0; n < samples.Length; n++)
        {
            FieldElement[] a = [.. Enumerable.Range(n, 4).Select(k => samples[k % samples.Length])];
            FieldElement[] b = [.. Enumerable.Range(0, 4).Select(k => samples[(n * 7 + k * 3) % samples.Length])];
            var x = new FieldQuad(a[0], a[1], a[2], a[3]);
            var y = new FieldQuad(b[0], b[1], b[2], b[3]);
            FieldQuad.Multiply(out var product, x, y);
            FieldQuad.Square(out var square, x);
            FieldQuad.Multiply(out var chained, product, square);
            for (int lane = 0; lane < 4; lane++)
            {
                Assert.Equal(ReferenceCurve.Number(a[lane]), ReferenceCurve.Number(x[lane]));
                FieldElement.Multiply(out var expected, a[lane], b[lane]);
                Assert.Equal(ReferenceCurve.Number(expected), ReferenceCurve.Number(product[lane]));
                FieldElement.Square(out var expectedSquare, a[lane]);
                Assert.Equal(ReferenceCurve.Number(expectedSquare), ReferenceCurve.Number(square[lane]));
                FieldElement.Multiply(out expected, expected, expectedSquare);
                Assert.Equal(ReferenceCurve.Number(expected), ReferenceCurve.Number(chained[lane]));
            }
        }
    }

    [Fact]
    public void Four_lanes_of_powers_equal_portable_powers()
    {
        if (!FieldQuad.IsSupported)
            return; // This processor only has the portable path.
        FieldElement[] samples = [.. CurveSamples.Fields(21).Select(bytes => FieldElement.FromBytes(bytes))];
        for (int n = 0; n + 4 <= samples.Length; n += 4)
        {
            var x = new FieldQuad(samples[n], samples[n + 1], samples[n + 2], samples[n + 3]);
            FieldQuad.Invert(out var inverse, x);
            FieldQuad.PowerForRoot(out var power, x);
            for (int lane = 0; lane < 4; lane++)
            {
                FieldElement.Invert(out var expected, samples[n + lane]);
                Assert.Equal(ReferenceCurve.Number(expected), ReferenceCurve.Number(inverse[lane]));
                FieldElement.PowerForRoot(out expected, samples[n + lane]);
                Assert.Equal(ReferenceCurve.Number(expected), ReferenceCurve.Number(power[lane]));
            }
        }
    }
}
