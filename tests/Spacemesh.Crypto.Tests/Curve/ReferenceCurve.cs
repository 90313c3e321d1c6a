using System.Numerics;
using Spacemesh.Crypto.Curve;

namespace Spacemesh.Crypto.Tests.Curve;

/// <summary>edwards25519 by the textbook, over big integers: slow, obvious and independent of the code under test.</summary>
internal static class ReferenceCurve
{
    public static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    public static readonly BigInteger L = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");
    public static readonly BigInteger D = Mod(-121665 * Inverse(121666));
    public static readonly (BigInteger X, BigInteger Y) Base = (
        BigInteger.Parse("15112221349535400772501151409588531511454012693041857206046113283949847762202"), Mod(4 * Inverse(5)));

    /// <summary>A point of order 8.</summary>
    public static readonly byte[] Torsion = Convert.FromHexString("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");

    public static BigInteger Mod(BigInteger value) => ((value % P) + P) % P;

    public static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(Mod(value), P - 2, P);

    public static (BigInteger X, BigInteger Y) Add((BigInteger X, BigInteger Y) a, (BigInteger X, BigInteger Y) b)
    {
        var product = Mod(Mod(D * a.X * b.X) * Mod(a.Y * b.Y));
        return (Mod(Mod((a.X * b.Y) + (a.Y * b.X)) * Inverse(1 + product)), Mod(Mod((a.Y * b.Y) + (a.X * b.X)) * Inverse(1 - product)));
    }

    public static (BigInteger X, BigInteger Y) Multiply(BigInteger scalar, (BigInteger X, BigInteger Y) point)
    {
        (BigInteger X, BigInteger Y) sum = (0, 1);
        for (int i = (int)scalar.GetBitLength() - 1; i >= 0; i--)
        {
            sum = Add(sum, sum);
            if (!((scalar >> i) & 1).IsZero)
                sum = Add(sum, point);
        }

        return sum;
    }

    public static byte[] Encode((BigInteger X, BigInteger Y) point)
    {
        byte[] bytes = Bytes(point.Y);
        if (!point.X.IsEven)
            bytes[31] |= 0x80;
        return bytes;
    }

    public static (BigInteger X, BigInteger Y) Affine(in EdwardsPoint point)
    {
        var inverse = Inverse(Number(point.Z));
        var x = Mod(Number(point.X) * inverse);
        var y = Mod(Number(point.Y) * inverse);
        Assert.Equal(Mod(x * y), Mod(Number(point.T) * inverse));
        return (x, y);
    }

    public static byte[] Bytes(BigInteger value)
    {
        byte[] bytes = new byte[32];
        Assert.True(value.TryWriteBytes(bytes, out _, isUnsigned: true));
        return bytes;
    }

    public static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true);

    public static BigInteger Number(in FieldElement element)
    {
        byte[] bytes = new byte[32];
        element.ToBytes(bytes);
        var value = Number(bytes);
        Assert.True(value < P);
        return value;
    }

    public static BigInteger Number(in Scalar scalar)
    {
        byte[] bytes = new byte[32];
        scalar.ToBytes(bytes);
        return Number(bytes);
    }

    public static Scalar ToScalar(BigInteger value) => Scalar.FromBytes(Bytes(value));
}
