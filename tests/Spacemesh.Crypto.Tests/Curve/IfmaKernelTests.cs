using Spacemesh.Crypto.Curve;
using Spacemesh.Crypto.Curve.Ifma;

namespace Spacemesh.Crypto.Tests.Curve;

/// <summary>The assembled functions give what the portable arithmetic gives; where the processor lacks them there is nothing to compare.</summary>
public sealed unsafe class IfmaKernelTests
{
    [Fact]
    public void Products_and_squares_equal_portable_ones()
    {
        if (!IfmaKernel.IsSupported)
            return; // This processor has no IFMA.
        FieldElement[] samples = [.. CurveSamples.Fields(400).Select(bytes => FieldElement.FromBytes(bytes))];
        for (int n = 0; n < samples.Length; n++)
        {
            FieldElement[] a = [.. Enumerable.Range(n, 4).Select(k => samples[k % samples.Length])];
            FieldElement[] b = [.. Enumerable.Range(0, 4).Select(k => samples[((n * 7) + (k * 3)) % samples.Length])];
            IfmaQuad x = new(a[0], a[1], a[2], a[3]), y = new(b[0], b[1], b[2], b[3]), product, square, chained;
            IfmaKernel.Multiply(&product, &x, &y);
            IfmaKernel.Square(&square, &x, 3);
            IfmaKernel.Multiply(&chained, &product, &square);
            for (int lane = 0; lane < 4; lane++)
            {
                FieldElement.Multiply(out var expected, a[lane], b[lane]);
                Equal(expected, product.Element(lane));
                FieldElement.Square(out var expectedSquare, a[lane], 3);
                Equal(expectedSquare, square.Element(lane));
                FieldElement.Multiply(out expected, expected, expectedSquare);
                Equal(expected, chained.Element(lane));
            }
        }
    }

    [Fact]
    public void Products_of_the_largest_limbs_equal_portable_ones()
    {
        if (!IfmaKernel.IsSupported)
            return; // This processor has no IFMA.
        const ulong Largest = (1UL << 52) - 1;
        var large = new FieldElement(Largest, Largest, Largest, Largest, Largest);
        IfmaQuad x = default, product, square;
        for (int i = 0; i < IfmaQuad.Limbs; i++)
            x[i] = System.Runtime.Intrinsics.Vector256.Create(Largest);
        IfmaKernel.Multiply(&product, &x, &x);
        IfmaKernel.Square(&square, &x, 1);
        FieldElement.Square(out var expected, large);
        for (int lane = 0; lane < 4; lane++)
        {
            Equal(expected, product.Element(lane));
            Equal(expected, square.Element(lane));
        }
    }

    [Fact]
    public void Powers_equal_portable_ones()
    {
        if (!IfmaKernel.IsSupported)
            return; // This processor has no IFMA.
        FieldElement[] samples = [.. CurveSamples.Fields(21).Select(bytes => FieldElement.FromBytes(bytes))];
        for (int n = 0; n + 4 <= samples.Length; n += 4)
        {
            var x = new IfmaQuad(samples[n], samples[n + 1], samples[n + 2], samples[n + 3]);
            IfmaPower.Invert(out var inverse, x);
            IfmaPower.ForRoot(out var power, x);
            for (int lane = 0; lane < 4; lane++)
            {
                FieldElement.Invert(out var expected, samples[n + lane]);
                Equal(expected, inverse.Element(lane));
                FieldElement.PowerForRoot(out expected, samples[n + lane]);
                Equal(expected, power.Element(lane));
            }
        }
    }

    [Fact]
    public void Points_add_subtract_and_double_as_portable_ones()
    {
        if (!IfmaKernel.IsSupported)
            return; // This processor has no IFMA.
        EdwardsPoint[] points = [.. CurveSamples.Points(30, 8)];
        foreach (var a in points)
        {
            var point = new IfmaQuad(a);
            var doubled = point;
            IfmaKernel.Double(&doubled, 3);
            Assert.True(EdwardsPoint.AreEqual(a.MultiplyByCofactor(), doubled.ToPoint()));
            foreach (var b in points)
            {
                IfmaQuad other = new(b), summand, sum, difference;
                IfmaKernel.Summand(&summand, &other);
                IfmaKernel.Add(&sum, &point, &summand);
                IfmaKernel.Subtract(&difference, &point, &summand);
                Whole(EdwardsPoint.Add(a, b), sum.ToPoint());
                Whole(EdwardsPoint.Add(a, b.Negate()), difference.ToPoint());
            }
        }
    }

    private static void Equal(in FieldElement expected, in FieldElement actual) =>
        Assert.Equal(ReferenceCurve.Number(expected), ReferenceCurve.Number(actual));

    /// <summary>The same point, with X·Y = Z·T.</summary>
    private static void Whole(in EdwardsPoint expected, in EdwardsPoint actual)
    {
        Assert.True(EdwardsPoint.AreEqual(expected, actual));
        FieldElement.Multiply(out var xy, actual.X, actual.Y);
        FieldElement.Multiply(out var zt, actual.Z, actual.T);
        Assert.True(FieldElement.AreEqual(xy, zt));
    }
}
