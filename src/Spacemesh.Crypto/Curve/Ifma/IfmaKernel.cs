using System.Runtime.Intrinsics.X86;
using Spacemesh.Runtime;

namespace Spacemesh.Crypto.Curve.Ifma;

/// <summary>
/// Four-lane field and curve arithmetic with the 52-bit multiply-add of AVX-512 (IFMA). The runtime has no such instructions, so the
/// functions are assembled when the process first needs them. Variable-time callers only decide which function runs; within each,
/// time does not depend on the values.
/// </summary>
internal static unsafe class IfmaKernel
{
    private const int IfmaBit = 1 << 21;

    private static readonly Functions? Assembled = Assemble();
    private static readonly IfmaQuad[] Factors = Pinned(
        new IfmaQuad(FieldElement.One, FieldElement.One, new FieldElement(2, 0, 0, 0, 0), CurveConstants.TwoD));

    /// <summary>Whether the processor has the instructions and the system lets programs make code.</summary>
    public static bool IsSupported => Assembled is not null;

    /// <summary>r = x · y, lane by lane. The arguments of all functions may be the same.</summary>
    public static void Multiply(IfmaQuad* r, IfmaQuad* x, IfmaQuad* y) => Assembled!.Product(r, x, y);

    /// <summary>r = x^(2^<paramref name="count"/>), lane by lane; at least one.</summary>
    public static void Square(IfmaQuad* r, IfmaQuad* x, int count) => Assembled!.Squares(r, x, count);

    /// <summary>Doubles a point <paramref name="count"/> times, at least once.</summary>
    public static void Double(IfmaQuad* point, int count) => Assembled!.Doublings(point, point, count);

    public static void Add(IfmaQuad* r, IfmaQuad* point, IfmaQuad* summand) => Assembled!.Sum(r, point, summand);

    public static void Subtract(IfmaQuad* r, IfmaQuad* point, IfmaQuad* summand) => Assembled!.Difference(r, point, summand);

    /// <summary>(Y − X, Y + X, 2Z, 2d·T) of a point.</summary>
    public static void Summand(IfmaQuad* r, IfmaQuad* point)
    {
        fixed (IfmaQuad* factors = Factors)
            Assembled!.Summand(r, point, factors);
    }

    /// <summary>An array that stays where it is, so that its addresses need not be fixed.</summary>
    public static IfmaQuad[] Pinned(params ReadOnlySpan<IfmaQuad> elements)
    {
        var array = GC.AllocateUninitializedArray<IfmaQuad>(elements.Length, pinned: true);
        elements.CopyTo(array);
        return array;
    }

    private static Functions? Assemble()
    {
        if (!Avx512F.VL.IsSupported || !X86Base.X64.IsSupported || X86Base.CpuId(0, 0).Eax < 7 || (X86Base.CpuId(7, 0).Ebx & IfmaBit) == 0)
            return null;
        var codes = new ExecutableCode?[]
        {
            ExecutableCode.TryCreate(IfmaAssembler.Product()),
            ExecutableCode.TryCreate(IfmaAssembler.Squares()),
            ExecutableCode.TryCreate(IfmaAssembler.Doublings()),
            ExecutableCode.TryCreate(IfmaAssembler.Sum(subtract: false)),
            ExecutableCode.TryCreate(IfmaAssembler.Sum(subtract: true)),
            ExecutableCode.TryCreate(IfmaAssembler.Summand()),
        };
        return Array.Exists(codes, code => code is null) ? null : new Functions(codes!);
    }

    private sealed class Functions(ExecutableCode[] codes)
    {
        public readonly delegate* unmanaged[SuppressGCTransition]<IfmaQuad*, IfmaQuad*, IfmaQuad*, void> Product =
            (delegate* unmanaged[SuppressGCTransition]<IfmaQuad*, IfmaQuad*, IfmaQuad*, void>)codes[0].Entry;

        public readonly delegate* unmanaged[SuppressGCTransition]<IfmaQuad*, IfmaQuad*, nint, void> Squares =
            (delegate* unmanaged[SuppressGCTransition]<IfmaQuad*, IfmaQuad*, nint, void>)codes[1].Entry;

        public readonly delegate* unmanaged[SuppressGCTransition]<IfmaQuad*, IfmaQuad*, nint, void> Doublings =
            (delegate* unmanaged[SuppressGCTransition]<IfmaQuad*, IfmaQuad*, nint, void>)codes[2].Entry;

        public readonly delegate* unmanaged[SuppressGCTransition]<IfmaQuad*, IfmaQuad*, IfmaQuad*, void> Sum =
            (delegate* unmanaged[SuppressGCTransition]<IfmaQuad*, IfmaQuad*, IfmaQuad*, void>)codes[3].Entry;

        public readonly delegate* unmanaged[SuppressGCTransition]<IfmaQuad*, IfmaQuad*, IfmaQuad*, void> Difference =
            (delegate* unmanaged[SuppressGCTransition]<IfmaQuad*, IfmaQuad*, IfmaQuad*, void>)codes[4].Entry;

        public readonly delegate* unmanaged[SuppressGCTransition]<IfmaQuad*, IfmaQuad*, IfmaQuad*, void> Summand =
            (delegate* unmanaged[SuppressGCTransition]<IfmaQuad*, IfmaQuad*, IfmaQuad*, void>)codes[5].Entry;
    }
}
