namespace Spacemesh.Crypto.Curve;

/// <summary>Field constants of edwards25519 and of the Elligator 2 map to it (spec 01 §4.2).</summary>
internal static class CurveConstants
{
    public const ulong MontgomeryA = 486662;

    /// <summary>d of −x² + y² = 1 + d·x²·y².</summary>
    public static FieldElement D => new(0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff);

    public static FieldElement TwoD => new(0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff);

    /// <summary>i: the even root of −1.</summary>
    public static FieldElement RootOfMinusOne => new(0x61b274a0ea0b0, 0xd5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d);

    /// <summary>1 + i, a root of 2i.</summary>
    public static FieldElement OnePlusRoot => new(0x61b274a0ea0b1, 0xd5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d);

    /// <summary>1 − i, a root of −2i.</summary>
    public static FieldElement OneMinusRoot => new(0x1e4d8b5f15f3e, 0x72a5a0370e762, 0x10a16342f39f, 0x7a6a597fb361, 0x547cdb7fb03e2);

    /// <summary>The even root of −486664, which scales Montgomery to Edwards coordinates.</summary>
    public static FieldElement MontgomeryScale => new(0x604aaff457e06, 0x2296fa350598d, 0x7f13dfb16874f, 0x35de93d846e01, 0xf26edf460a00);

    /// <summary>1/√(−1 − d), the even root (RFC 9496).</summary>
    public static FieldElement InverseRootOfAMinusD => new(0xfdaa805d40ea, 0x2eb482e57d339, 0x7610274bc58, 0x6510b613dc8ff, 0x786c8905cfaff);

    public static FieldElement BaseX => new(0x62d608f25d51a, 0x412a4b4f6592a, 0x75b7171a4b31d, 0x1ff60527118fe, 0x216936d3cd6e5);

    public static FieldElement BaseY => new(0x6666666666658, 0x4cccccccccccc, 0x1999999999999, 0x3333333333333, 0x6666666666666);
}
