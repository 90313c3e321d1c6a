using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Spacemesh.Crypto.Curve;

namespace Spacemesh.Crypto.Tests.Curve;

public sealed class SecretMultipleTests
{
    [Fact]
    public void Multiples_equal_big_integers_with_every_torsion()
    {
        if (!FieldQuad.IsSupported)
            return; // This processor only has libsodium's path.
        BigInteger clampedOnes = BigInteger.Pow(2, 255) - 8;
        var table = default(CombTable);
        foreach (var point in CurveSamples.Points(4, 21))
        {
            CombTable.Fill(ref table, point);
            foreach (var scalar in CurveSamples.Scalars(8, 22).Append(clampedOnes))
            {
                CombScalar.Recode(out var recoded, ReferenceCurve.Bytes(scalar));
                SecretMultiple.Compute(out var product, table, recoded);
                Assert.Equal(ReferenceCurve.Multiply(scalar, ReferenceCurve.Affine(point)), ReferenceCurve.Affine(product.ToExtended()));
            }
        }
    }

    [Fact]
    public void Signs_sum_to_the_scalar()
    {
        foreach (var scalar in CurveSamples.Scalars(60, 23))
        {
            CombScalar.Recode(out var recoded, ReferenceCurve.Bytes(scalar));
            BigInteger sum = -(int)recoded.Excess;
            for (int column = 0; column < CombScalar.Columns; column++)
            {
                uint index = recoded.Index(column, out uint negate);
                Assert.InRange(index, 0u, (uint)CombTable.Combinations - 1);
                Assert.True(negate is 0 or uint.MaxValue);
                var value = BigInteger.One << (4 * CombScalar.Columns);
                for (int tooth = 0; tooth < CombScalar.Teeth - 1; tooth++)
                    value += (((index >> tooth) & 1) == 1 ? BigInteger.One : BigInteger.MinusOne) << (tooth * CombScalar.Columns);
                sum += (negate == 0 ? value : -value) << column;
            }

            Assert.Equal(scalar, sum);
        }
    }

    [Fact]
    public void Lookup_reads_every_entry_once_and_in_order_for_every_index_and_sign()
    {
        if (!FieldQuad.IsSupported)
            return;
        QuadSummand[] entries = [.. CurveSamples.Points(CombTable.Combinations - 3, 24).Select(point => new QuadSummand(new QuadPoint(point)))];
        Assert.Equal(CombTable.Combinations, entries.Length);
        for (uint index = 0; index < entries.Length; index++)
        {
            foreach (uint negate in new[] { 0u, uint.MaxValue })
            {
                var table = new CountingTable(entries);
                MaskedLookup.Select(out var chosen, table, index, negate);
                Assert.Equal(Enumerable.Range(0, entries.Length), table.Reads);
                var expected = entries[index];
                if (negate != 0)
                    entries[index].Negate(out expected);
                Assert.Equal(Bytes(expected), Bytes(chosen));
                MaskedLookup.Select(out var fromMemory, new SummandSpan(entries), index, negate);
                Assert.Equal(Bytes(expected), Bytes(fromMemory));
            }
        }
    }

    [Fact]
    public void Normalised_points_are_affine()
    {
        if (!FieldQuad.IsSupported)
            return;
        EdwardsPoint[] points = [.. CurveSamples.Points(9, 25).Select(point => point.Double())];
        for (int i = 0; i + 3 <= points.Length; i += 3)
        {
            QuadPoint[] some = [new(points[i]), new(points[i + 1]), new(points[i + 2])];
            QuadPoint.Normalise(ref some[0], ref some[1], ref some[2]);
            for (int k = 0; k < some.Length; k++)
            {
                var affine = some[k].ToExtended();
                Assert.Equal(BigInteger.One, ReferenceCurve.Number(affine.Z));
                Assert.Equal(ReferenceCurve.Affine(points[i + k]), ReferenceCurve.Affine(affine));
            }
        }
    }

    private static byte[] Bytes(QuadSummand summand) =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AsRef(in summand), 1)).ToArray();
}
