using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Spacemesh.Crypto.Curve;

namespace Spacemesh.Crypto.Vrf;

/// <summary>The products by <see cref="SecretMultiple"/>, with one table for both multiples of H.</summary>
internal sealed class CombProducts : IVrfProducts
{
    private static readonly CombTable BaseTable = TableOfBase();

    private CombProducts()
    {
    }

    public static bool IsSupported => FieldQuad.IsSupported;

    [SkipLocalsInit]
    public static void Compute(Span<byte> encodings, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> nonce, in EdwardsPoint h)
    {
        Unsafe.SkipInit(out CombTable table);
        CombTable.Fill(ref table, h);
        Span<CombScalar> scalars = stackalloc CombScalar[2];
        Span<QuadPoint> products = stackalloc QuadPoint[3];
        CombScalar.Recode(out scalars[0], secret);
        CombScalar.Recode(out scalars[1], nonce);
        SecretMultiple.Compute(out products[0], table, scalars[0]);
        SecretMultiple.Compute(out products[1], BaseTable, scalars[1]);
        SecretMultiple.Compute(out products[2], table, scalars[1]);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(scalars));

        // Affine, the products are public: a verifier finds them from the proof.
        QuadPoint.Normalise(ref products[0], ref products[1], ref products[2]);
        for (int i = 0; i < products.Length; i++)
            products[i].ToExtended().EncodeWith(FieldElement.One, encodings[(EdwardsPoint.Size * i)..]);
    }

    private static CombTable TableOfBase()
    {
        var table = default(CombTable);
        if (IsSupported)
            CombTable.Fill(ref table, EdwardsPoint.Base);
        return table;
    }
}
