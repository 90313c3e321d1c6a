using System.Security.Cryptography;
using Spacemesh.Crypto.Curve;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Signing;

/// <summary>
/// Many signatures by one equation: [8]([Σ zᵢSᵢ]B − Σ [zᵢkᵢ]Aᵢ − Σ [zᵢ]Rᵢ) = identity. The 128-bit zᵢ come from a hash of all entries, so
/// that the verdict is the same everywhere; where the sum is not zero the entries decide one by one.
/// </summary>
internal static class SignatureBatch
{
    /// <summary>Entries per equation: bounds the work memory (about 3 KB an entry).</summary>
    private const int ChunkSize = 64;

    // Below this an equation a signature costs less.
    private const int Smallest = 2;

    public static bool Verify(ReadOnlySpan<EdBatchEntry> entries)
    {
        if (entries.IsEmpty)
            return false;
        while (!entries.IsEmpty)
        {
            var chunk = entries[..Math.Min(entries.Length, ChunkSize)];
            if (!VerifyChunk(chunk))
                return false;
            entries = entries[chunk.Length..];
        }

        return true;
    }

    private static bool VerifyChunk(ReadOnlySpan<EdBatchEntry> entries)
    {
        var equations = new SignatureEquation[entries.Length];
        for (int i = 0; i + 1 < entries.Length; i += 2)
        {
            if (!SignatureEquation.TryRead(entries[i], entries[i + 1], out equations[i], out equations[i + 1]))
                return false;
        }

        if (entries.Length % 2 != 0)
        {
            var publicKey = entries[^1].PublicKey;
            var signature = entries[^1].Signature;
            if (!SignatureEquation.TryRead(NodeId.Span(in publicKey), default, entries[^1].Message.Span, EdSignature.Span(in signature), out equations[^1]))
                return false;
        }

        if (entries.Length >= Smallest && SumHolds(equations, entries))
            return true;
        foreach (ref readonly var equation in equations.AsSpan())
        {
            if (!equation.Holds())
                return false;
        }

        return true;
    }

    private static bool SumHolds(ReadOnlySpan<SignatureEquation> equations, ReadOnlySpan<EdBatchEntry> entries)
    {
        int count = 2 * equations.Length;
        var scalars = new Scalar[count];
        var points = new EdwardsPoint[count];
        var b = Scalar.Zero;
        Span<byte> seed = stackalloc byte[68];
        Seed(seed, equations, entries);
        Span<byte> block = stackalloc byte[64];
        for (int i = 0; i < equations.Length; i++)
        {
            ref readonly var equation = ref equations[i];
            BitConverter.TryWriteBytes(seed[64..], i);
            SHA512.HashData(seed, block);
            var z = Scalar.FromHalf(block);
            b = Scalar.Add(b, Scalar.Multiply(z, equation.S));
            scalars[2 * i] = Scalar.Multiply(z, equation.K);
            points[2 * i] = equation.A.Negate();
            scalars[(2 * i) + 1] = z;
            points[(2 * i) + 1] = equation.R.Negate();
        }

        var sum = MultiScalar.Many(b, scalars, points);
        return sum.IsSmallOrder();
    }

    /// <summary>Hash of all (R, A, S, k): k already binds the message.</summary>
    private static void Seed(Span<byte> seed, ReadOnlySpan<SignatureEquation> equations, ReadOnlySpan<EdBatchEntry> entries)
    {
        const int PerEntry = 128;
        var text = new byte[equations.Length * PerEntry];
        for (int i = 0; i < equations.Length; i++)
        {
            var part = text.AsSpan(i * PerEntry, PerEntry);
            entries[i].Signature.CopyTo(part);
            entries[i].PublicKey.CopyTo(part[64..]);
            equations[i].K.ToBytes(part[96..]);
        }

        SHA512.HashData(text, seed);
    }
}
