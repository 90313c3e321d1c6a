using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Spacemesh.Crypto.Curve;

/// <summary>
/// Reads a table at a secret place. Every entry is loaded, in order, and kept or dropped by a vector mask; the sign, too, is a mask. So
/// neither the addresses nor the instructions tell which entry was wanted.
/// </summary>
internal static class MaskedLookup
{
    /// <summary>
    /// ±<paramref name="table"/>[<paramref name="index"/>]; minus where <paramref name="negate"/> is all ones, plus where it is 0. An index
    /// outside of the table gives zeros, which are no point.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Select<TTable>(out QuadSummand r, TTable table, uint index, uint negate)
        where TTable : ISummandTable, allows ref struct
    {
        var wanted = Vector256.Create(index);
        var pair0 = Vector256<int>.Zero;
        var pair1 = Vector256<int>.Zero;
        var pair2 = Vector256<int>.Zero;
        var pair3 = Vector256<int>.Zero;
        var pair4 = Vector256<int>.Zero;
        for (int i = 0; i < table.Count; i++)
        {
            var mask = Vector256.Equals(wanted, Vector256.Create((uint)i)).AsInt32();
            ref readonly var lanes = ref table[i].Lanes;
            pair0 |= lanes.Pair0 & mask;
            pair1 |= lanes.Pair1 & mask;
            pair2 |= lanes.Pair2 & mask;
            pair3 |= lanes.Pair3 & mask;
            pair4 |= lanes.Pair4 & mask;
        }

        var sign = Vector256.Create(negate).AsInt32();
        r = new QuadSummand(new FieldQuad(
            WithSign(pair0, sign), WithSign(pair1, sign), WithSign(pair2, sign), WithSign(pair3, sign), WithSign(pair4, sign)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> WithSign(Vector256<int> v, Vector256<int> sign) => v ^ ((v ^ QuadSummand.Negate(v)) & sign);
}
