using System.Security.Cryptography;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Primitives.Tests;

[VectorFile("05-bincdf")]
public sealed class BinCdfVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("splitmix64_seed"))
            Bulk(vector);
        else if (vector.In.Has("x_first"))
            Staircase(vector);
        else
            FixedText.Rows(vector, row => Cdf(row[0].GetInt64(), row[1].GetUInt64(), row[2].GetUInt64(), row[3].GetInt64()).Hex());
    }

    private static Fixed Cdf(long n, ulong c, ulong w, long x) => new Binomial(n, Fixed.FromRatio(c, w)).Cdf(x);

    private static void Staircase(VectorCase vector)
    {
        var distribution = new Binomial(vector.In.I64("n"), Fixed.FromRatio(vector.In.U64("c"), vector.In.U64("w")));
        long x = vector.In.I64("x_first");
        foreach (var expected in vector.Out.GetProperty("rows").EnumerateArray())
        {
            VectorCase.Equal(expected.GetString(), FixedText.OrOverflow(() => distribution.Cdf(x).Hex()), $"x = {x}");
            x++;
        }

        VectorCase.Equal(vector.In.I64("x_last") + 1, x, "end of the staircase");
    }

    private static void Bulk(VectorCase vector)
    {
        ulong state = vector.In.U64("splitmix64_seed");
        int rows = vector.In.I32("rows");
        var marks = vector.Out.GetProperty("running_every_2000_rows_first_8_bytes").EnumerateArray().Select(mark => mark.Hex()).ToList();
        int overflows = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] bytes = new byte[16];
        for (int row = 1; row <= rows; row++)
        {
            var (n, c, w, x) = NextRow(ref state);
            if (!new Binomial((long)n, Fixed.FromRatio(c, w)).TryCdf((long)x, out var cdf))
                overflows++;
            cdf.CopyTo(bytes);
            hash.AppendData(bytes);
            if (row % 2000 == 0)
                VectorCase.Equal(marks[(row / 2000) - 1], hash.GetCurrentHash().AsSpan(0, 8), $"digest after row {row}");
        }

        VectorCase.Equal(vector.Out.Hex("sha256").AsSpan(), hash.GetCurrentHash(), "digest");
        VectorCase.Equal(vector.Out.I32("overflow_rows"), overflows, "overflows");
    }

    /// <summary>The generator that the case describes in words.</summary>
    internal static (ulong N, ulong C, ulong W, ulong X) NextRow(ref ulong state)
    {
        ReadOnlySpan<ulong> committees = [5, 10, 26, 50, 200, 400, 800, 2000];
        ulong c = committees[(int)(SplitMix(ref state) % 8)];
        int bits = 1 + (int)(SplitMix(ref state) % 30);
        ulong n = 1 + (SplitMix(ref state) % (1ul << bits));
        ulong factor = SplitMix(ref state) % 4;
        ulong spread = SplitMix(ref state) % 300;
        ulong w = n + (n * factor * spread) + (SplitMix(ref state) % 1000);
        if (c > w)
        {
            w *= c;
            n *= c;
        }

        ulong x = SplitMix(ref state) % ((2 * (n * c / w)) + 10);
        return (n, c, w, Math.Min(x, n));
    }

    private static ulong SplitMix(ref ulong state)
    {
        unchecked
        {
            ulong z = state += 0x9e3779b97f4a7c15;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            return z ^ (z >> 31);
        }
    }
}
