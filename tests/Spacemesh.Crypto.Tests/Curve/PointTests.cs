using System.Numerics;
using Spacemesh.Crypto.Curve;

namespace Spacemesh.Crypto.Tests.Curve;

public sealed class PointTests
{
    [Fact]
    public void Base_and_torsion_points_are_what_they_should_be()
    {
        Assert.Equal(ReferenceCurve.Base, ReferenceCurve.Affine(EdwardsPoint.Base));
        Assert.True(EdwardsPoint.TryDecode(ReferenceCurve.Torsion, out var torsion));
        Assert.True(torsion.IsSmallOrder());
        Assert.False(torsion.Double().Double().IsIdentity());
        Assert.False(EdwardsPoint.Base.IsSmallOrder());
        Assert.True(EdwardsPoint.Identity.IsIdentity());
    }

    [Fact]
    public void Encodings_decode_to_the_same_point()
    {
        byte[] bytes = new byte[32];
        byte[] again = new byte[32];
        foreach (var point in CurveSamples.Points(20, 5))
        {
            point.Encode(bytes);
            Assert.Equal(ReferenceCurve.Encode(ReferenceCurve.Affine(point)), bytes);
            Assert.True(EdwardsPoint.IsCanonicalEncoding(bytes));
            Assert.True(EdwardsPoint.TryDecode(bytes, out var decoded));
            Assert.True(EdwardsPoint.AreEqual(point, decoded));
            decoded.Encode(again);
            Assert.Equal(bytes, again);
        }
    }

    [Fact]
    public void Decoding_together_equals_decoding_one_by_one()
    {
        byte[][] samples = [.. CurveSamples.Fields(10), .. CurveSamples.Random(60, 6)];
        byte[][] valid = [.. samples.Where(bytes => EdwardsPoint.TryDecode(bytes, out _))];
        var points = new EdwardsPoint[PointDecoder.MaximumCount];
        for (int i = 0; i < valid.Length; i++)
        {
            int count = (i % points.Length) + 1;
            byte[][] some = [.. Enumerable.Range(0, count).Select(k => valid[(i + (k * 5)) % valid.Length])];
            Assert.True(PointDecoder.TryDecode(some.SelectMany(bytes => bytes).ToArray(), points.AsSpan(0, count)));
            for (int k = 0; k < count; k++)
            {
                Assert.True(EdwardsPoint.TryDecode(some[k], out var expected));
                Assert.True(EdwardsPoint.AreEqual(expected, points[k]));
            }
        }

        foreach (byte[] invalid in samples.Except(valid))
            Assert.False(PointDecoder.TryDecode([.. valid[0], .. invalid], points.AsSpan(0, 2)));
    }

    [Fact]
    public void Decoding_with_a_mapped_element_equals_both_alone()
    {
        byte[][] valid = [.. CurveSamples.Random(40, 13).Where(bytes => EdwardsPoint.TryDecode(bytes, out _))];
        byte[] invalid = CurveSamples.Random(40, 13).First(bytes => !EdwardsPoint.TryDecode(bytes, out _));
        var points = new EdwardsPoint[2];
        int i = 0;
        foreach (byte[] field in CurveSamples.Fields(40))
        {
            var u = FieldElement.FromBytes(field);
            byte[] other = valid[++i % valid.Length];
            Assert.True(PointDecoder.TryDecode([.. valid[0], .. other], points, u, out var mapped));
            Assert.True(EdwardsPoint.AreEqual(Elligator2.Map(u), mapped));
            Assert.True(EdwardsPoint.TryDecode(other, out var expected));
            Assert.True(EdwardsPoint.AreEqual(expected, points[1]));
            Assert.False(PointDecoder.TryDecode([.. invalid, .. other], points, u, out _));
        }
    }

    [Fact]
    public void Additions_equal_big_integers()
    {
        EdwardsPoint[] points = [.. CurveSamples.Points(8, 7)];
        foreach (var a in points)
        {
            var bigA = ReferenceCurve.Affine(a);
            Assert.Equal(ReferenceCurve.Add(bigA, bigA), ReferenceCurve.Affine(a.Double()));
            Assert.True(EdwardsPoint.Add(a, a.Negate()).IsIdentity());
            Assert.Equal(ReferenceCurve.Multiply(8, bigA), ReferenceCurve.Affine(a.MultiplyByCofactor()));
            foreach (var b in points)
            {
                var expected = ReferenceCurve.Add(bigA, ReferenceCurve.Affine(b));
                Assert.Equal(expected, ReferenceCurve.Affine(EdwardsPoint.Add(a, b)));
                CompletedPoint.Add(out var sum, a, new AffinePoint(b));
                Assert.Equal(expected, ReferenceCurve.Affine(sum.ToExtended()));
                CompletedPoint.Subtract(out var difference, a, new AffinePoint(b.Negate()));
                Assert.Equal(expected, ReferenceCurve.Affine(difference.ToExtended()));
            }
        }
    }

    [Fact]
    public void Additions_in_four_lanes_equal_portable_additions()
    {
        if (!FieldQuad.IsSupported)
            return; // This processor only has the portable path.
        EdwardsPoint[] points = [.. CurveSamples.Points(30, 8)];
        foreach (var a in points)
        {
            QuadPoint.Double(out var twice, new QuadPoint(a));
            Assert.True(EdwardsPoint.AreEqual(a.Double(), twice.ToExtended()));
            foreach (var b in points)
            {
                var summand = new QuadSummand(new QuadPoint(b));
                QuadPoint.Add(out var sum, new QuadPoint(a), summand);
                QuadPoint.Subtract(out var difference, new QuadPoint(a), summand);
                Assert.True(EdwardsPoint.AreEqual(EdwardsPoint.Add(a, b), sum.ToExtended()));
                Assert.True(EdwardsPoint.AreEqual(EdwardsPoint.Add(a, b.Negate()), difference.ToExtended()));
            }
        }
    }

    [Fact]
    public void Multiples_equal_big_integers_on_every_path()
    {
        EdwardsPoint[] points = [.. CurveSamples.Points(4, 9)];
        BigInteger[] scalars = [.. CurveSamples.Scalars(10, 10)];
        for (int i = 0; i < scalars.Length; i++)
        {
            var point = points[i % points.Length];
            var other = points[(i + 3) % points.Length];
            var b = scalars[(i * 5 + 2) % scalars.Length];
            var scalarA = ReferenceCurve.ToScalar(scalars[i]);
            var scalarB = ReferenceCurve.ToScalar(b);
            var multiple = ReferenceCurve.Multiply(scalars[i], ReferenceCurve.Affine(point));

            var expected = ReferenceCurve.Add(multiple, ReferenceCurve.Multiply(b, ReferenceCurve.Base));
            Assert.Equal(expected, ReferenceCurve.Affine(PortableMultiScalar.DoubleBase(scalarA, point, scalarB)));
            Assert.Equal(expected, ReferenceCurve.Affine(MultiScalar.DoubleBase(scalarA, point, scalarB)));
            if (FieldQuad.IsSupported)
                Assert.Equal(expected, ReferenceCurve.Affine(QuadMultiScalar.DoubleBase(scalarA, point, scalarB)));

            expected = ReferenceCurve.Add(multiple, ReferenceCurve.Multiply(b, ReferenceCurve.Affine(other)));
            Assert.Equal(expected, ReferenceCurve.Affine(PortableMultiScalar.Double(scalarA, point, scalarB, other)));
            Assert.Equal(expected, ReferenceCurve.Affine(MultiScalar.Double(scalarA, point, scalarB, other)));
            if (FieldQuad.IsSupported)
                Assert.Equal(expected, ReferenceCurve.Affine(QuadMultiScalar.Double(scalarA, point, scalarB, other)));
        }
    }

    [Fact]
    public void Sums_of_many_multiples_equal_big_integers_on_every_path()
    {
        EdwardsPoint[] points = [.. CurveSamples.Points(9, 11)];
        BigInteger[] numbers = [.. CurveSamples.Scalars(0, 0).Take(points.Length)];
        Scalar[] scalars = [.. numbers.Select(ReferenceCurve.ToScalar)];
        var b = ReferenceCurve.L - 12345;
        var expected = ReferenceCurve.Multiply(b, ReferenceCurve.Base);
        for (int i = 0; i < points.Length; i++)
            expected = ReferenceCurve.Add(expected, ReferenceCurve.Multiply(numbers[i], ReferenceCurve.Affine(points[i])));
        Assert.Equal(expected, ReferenceCurve.Affine(PortableMultiScalar.Many(ReferenceCurve.ToScalar(b), scalars, points)));
        Assert.Equal(expected, ReferenceCurve.Affine(MultiScalar.Many(ReferenceCurve.ToScalar(b), scalars, points)));
        if (FieldQuad.IsSupported)
            Assert.Equal(expected, ReferenceCurve.Affine(QuadMultiScalar.Many(ReferenceCurve.ToScalar(b), scalars, points)));
    }

    [Fact]
    public void Ristretto_keeps_a_point_up_to_torsion()
    {
        byte[] bytes = new byte[32];
        foreach (var point in CurveSamples.Points(20, 12))
        {
            var doubled = point.Double();
            Ristretto.Encode(doubled, bytes);
            Ristretto.Decode(bytes, new byte[32], out var decoded, out var identity);
            Assert.True(EdwardsPoint.AreEqual(doubled.MultiplyByCofactor(), decoded.MultiplyByCofactor()));
            Assert.True(identity.MultiplyByCofactor().IsIdentity());
        }
    }
}
