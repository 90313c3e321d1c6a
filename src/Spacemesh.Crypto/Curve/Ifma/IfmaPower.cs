namespace Spacemesh.Crypto.Curve.Ifma;

/// <summary>The long powers of four elements at a time.</summary>
internal static unsafe class IfmaPower
{
    /// <summary>a^((p − 5) / 8) of each element.</summary>
    public static void ForRoot(out IfmaQuad r, IfmaQuad a)
    {
        OfTwo250(out var t, a);
        IfmaKernel.Square(&t, &t, 2);
        IfmaKernel.Multiply(&t, &t, &a);
        r = t;
    }

    /// <summary>The inverse of each element, 0 for 0.</summary>
    public static void Invert(out IfmaQuad r, IfmaQuad a)
    {
        // (2^250 − 1)·2^5 + 11 = 2^255 − 21
        OfTwo250(out var t, a);
        IfmaKernel.Square(&t, &t, 5);
        IfmaQuad a2, a11;
        IfmaKernel.Square(&a2, &a, 1);
        IfmaKernel.Square(&a11, &a2, 2);
        IfmaKernel.Multiply(&a11, &a11, &a2);
        IfmaKernel.Multiply(&a11, &a11, &a);
        IfmaKernel.Multiply(&t, &t, &a11);
        r = t;
    }

    /// <summary>a^(2^250 − 1).</summary>
    private static void OfTwo250(out IfmaQuad r, IfmaQuad a)
    {
        var e = a;
        Lengthen(&e, &a, 1);
        var e2 = e;
        Lengthen(&e, &e2, 2);
        Lengthen(&e, &a, 1);
        var e5 = e;
        Lengthen(&e, &e5, 5);
        var e10 = e;
        Lengthen(&e, &e10, 10);
        var e20 = e;
        Lengthen(&e, &e20, 20);
        Lengthen(&e, &e10, 10);
        var e50 = e;
        Lengthen(&e, &e50, 50);
        var e100 = e;
        Lengthen(&e, &e100, 100);
        Lengthen(&e, &e50, 50);
        r = e;
    }

    /// <summary>From a^(2^m − 1) and a^(2^n − 1) to a^(2^(m+n) − 1).</summary>
    private static void Lengthen(IfmaQuad* power, IfmaQuad* by, int count)
    {
        IfmaQuad t;
        IfmaKernel.Square(&t, power, count);
        IfmaKernel.Multiply(power, &t, by);
    }
}
