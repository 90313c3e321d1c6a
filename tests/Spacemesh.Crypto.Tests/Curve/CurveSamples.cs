using System.Numerics;
using Spacemesh.Crypto.Curve;

namespace Spacemesh.Crypto.Tests.Curve;

/// <summary>Edge values and seeded random ones.</summary>
internal static class CurveSamples
{
    /// <summary>32-byte field values: every one that carries badly, then random ones.</summary>
    public static IEnumerable<byte[]> Fields(int randomCount)
    {
        var p = ReferenceCurve.P;
        BigInteger top = BigInteger.Pow(2, 255) - 1;
        foreach (var value in new[] { 0, 1, 2, 19, 38, p - 1, p - 2, p, p + 1, p + 18, top, (p - 1) / 2, (p + 1) / 2 })
            yield return ReferenceCurve.Bytes(value);

        // All limbs at the edges of 26 and 25 bits.
        foreach (int shift in new[] { 25, 26, 51, 52, 77, 102, 153, 204, 230, 254 })
        {
            yield return ReferenceCurve.Bytes(BigInteger.Pow(2, shift));
            yield return ReferenceCurve.Bytes(BigInteger.Pow(2, shift) - 1);
            yield return ReferenceCurve.Bytes(p - BigInteger.Pow(2, shift));
        }

        foreach (byte[] random in Random(randomCount, 1))
        {
            random[31] &= 0x7f;
            yield return random;
        }
    }

    public static IEnumerable<byte[]> Random(int count, int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            byte[] bytes = new byte[32];
            random.NextBytes(bytes);

            // Runs of ones and zeros reach carries that uniform bytes do not.
            if (i % 4 == 3)
                bytes.AsSpan(random.Next(16), random.Next(16)).Fill((byte)(random.Next(2) * 255));
            yield return bytes;
        }
    }

    /// <summary>Scalars below 2^255: edges, then random ones.</summary>
    public static IEnumerable<BigInteger> Scalars(int randomCount, int seed)
    {
        var l = ReferenceCurve.L;
        BigInteger half = BigInteger.Pow(2, 128);
        foreach (var value in new[] { 0, 1, 2, 8, 15, 16, 17, 127, 128, 129, l - 1, l, l + 1, half - 1, half, BigInteger.Pow(2, 255) - 1, BigInteger.Pow(2, 254) })
            yield return value;
        foreach (byte[] random in Random(randomCount, seed))
        {
            random[31] &= 0x7f;
            yield return ReferenceCurve.Number(random);
        }
    }

    /// <summary>The identity, a torsion point, the base point, and random points with and without torsion.</summary>
    public static IEnumerable<EdwardsPoint> Points(int randomCount, int seed)
    {
        Assert.True(EdwardsPoint.TryDecode(ReferenceCurve.Torsion, out var torsion));
        yield return EdwardsPoint.Identity;
        yield return torsion;
        yield return EdwardsPoint.Base;
        int count = 0;
        foreach (byte[] random in Random(4 * randomCount, seed))
        {
            if (count == randomCount)
                yield break;
            if (!EdwardsPoint.TryDecode(random, out var point))
                continue;
            count++;
            yield return count % 2 == 0 ? point : EdwardsPoint.Add(point, torsion);
        }
    }
}
