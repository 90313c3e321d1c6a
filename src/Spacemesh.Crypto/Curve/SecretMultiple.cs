using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Spacemesh.Crypto.Curve;

/// <summary>
/// Multiples of public points by secret scalars in constant time, where <see cref="FieldQuad.IsSupported"/>. The rules of this code:
/// one fixed sequence of doublings and additions for every scalar, by formulas that are complete on edwards25519;
/// no branch, address, shift count, loop bound or division depends on a scalar or on what is derived from it, a table being read by <see cref="MaskedLookup"/> only;
/// secret coordinates stay in <see cref="FieldQuad"/>, which carries without comparisons, until <see cref="QuadPoint.Normalise"/> has made them affine,
/// because the projective ones of a public product still tell of its scalar;
/// recoded scalars, chosen summands and projective products are wiped (spills of registers are out of reach).
/// </summary>
internal static class SecretMultiple
{
    /// <summary>
    /// [s]P for the integer s, not only mod L: a torsion component gets its exact multiple. The caller wipes <paramref name="r"/> and <paramref name="scalar"/>.
    /// </summary>
    [SkipLocalsInit]
    public static void Compute(out QuadPoint r, in CombTable table, in CombScalar scalar)
    {
        Unsafe.SkipInit(out QuadSummand chosen);
        r = QuadPoint.Identity;
        for (int column = CombScalar.Columns - 1; column >= 0; column--)
        {
            QuadPoint.Double(out r, r);
            uint index = scalar.Index(column, out uint negate);
            MaskedLookup.Select(out chosen, table.Sums, index, negate);
            QuadPoint.Add(out r, r, chosen);
        }

        MaskedLookup.Select(out chosen, table.Corrections, scalar.Excess, 0);
        QuadPoint.Add(out r, r, chosen);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(new Span<QuadSummand>(ref chosen)));
    }
}
