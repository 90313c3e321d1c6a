using System.Buffers.Binary;

namespace Spacemesh.Crypto.Curve;

/// <summary>
/// A secret scalar as signs for a comb. An odd s below 2^255 is the sum of ±2^i for i = 0 … 254, where the sign at i is bit i + 1 of s and the last
/// one is plus; an even s is taken as s + 1. The signs lie in five teeth of 51: column j has bit j of each tooth.
/// </summary>
/// <remarks>Constant time: word shifts by fixed counts, or by the public column.</remarks>
internal struct CombScalar
{
    public const int Teeth = 5;
    public const int Columns = 51;

    private const ulong Mask = (1UL << Columns) - 1;

    private ulong _tooth0;
    private ulong _tooth1;
    private ulong _tooth2;
    private ulong _tooth3;
    private ulong _tooth4;

    /// <summary>1 where the scalar is even, so that one multiple too many comes out; else 0.</summary>
    public uint Excess { get; private set; }

    /// <summary>Splits 32 bytes, little-endian, of a value below 2^255; the last bit is not read.</summary>
    public static void Recode(out CombScalar r, ReadOnlySpan<byte> scalar)
    {
        ulong w0 = BinaryPrimitives.ReadUInt64LittleEndian(scalar);
        ulong w1 = BinaryPrimitives.ReadUInt64LittleEndian(scalar[8..]);
        ulong w2 = BinaryPrimitives.ReadUInt64LittleEndian(scalar[16..]);
        ulong w3 = BinaryPrimitives.ReadUInt64LittleEndian(scalar[24..]);
        r = default;
        r.Excess = (uint)(~w0 & 1);

        // s / 2, with bit 254 for the last plus.
        r._tooth0 = (w0 >> 1) & Mask;
        r._tooth1 = ((w0 >> 52) | (w1 << 12)) & Mask;
        r._tooth2 = ((w1 >> 39) | (w2 << 25)) & Mask;
        r._tooth3 = ((w2 >> 26) | (w3 << 38)) & Mask;
        r._tooth4 = ((w3 >> 13) & (Mask >> 1)) | (1UL << (Columns - 1));
    }

    /// <summary>
    /// The sum of column <paramref name="column"/> in a <see cref="CombTable"/>: the place of its absolute value, and all ones in <paramref name="negate"/>
    /// where the last tooth, and so the sum, has a minus.
    /// </summary>
    public readonly uint Index(int column, out uint negate)
    {
        ulong signs = ((_tooth0 >> column) & 1) | (((_tooth1 >> column) & 1) << 1) | (((_tooth2 >> column) & 1) << 2) | (((_tooth3 >> column) & 1) << 3);
        negate = (uint)((_tooth4 >> column) & 1) - 1;
        return ((uint)signs ^ negate) & (CombTable.Combinations - 1);
    }
}
