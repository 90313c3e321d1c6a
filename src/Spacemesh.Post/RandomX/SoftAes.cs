using System.Numerics;
using System.Runtime.Intrinsics;

namespace Spacemesh.Post.RandomX;

/// <summary>AES rounds by table, where the processor has none. Only public data passes through, so timing does not matter.</summary>
internal static class SoftAes
{
    private static readonly byte[] SBox = MakeSBox();
    private static readonly byte[] InverseSBox = Invert(SBox);
    private static readonly uint[] EncryptTable = MakeTable(SBox, 2, 1, 1, 3);
    private static readonly uint[] DecryptTable = MakeTable(InverseSBox, 14, 9, 13, 11);

    /// <summary>ShiftRows, SubBytes, MixColumns, then the key.</summary>
    public static Vector128<byte> Encrypt(Vector128<byte> state, Vector128<byte> key) => Round(state, key, EncryptTable, 1);

    /// <summary>InvShiftRows, InvSubBytes, InvMixColumns, then the key.</summary>
    public static Vector128<byte> Decrypt(Vector128<byte> state, Vector128<byte> key) => Round(state, key, DecryptTable, 3);

    /// <summary>ShiftRows and SubBytes without MixColumns, then the key.</summary>
    public static Vector128<byte> EncryptLast(Vector128<byte> state, Vector128<byte> key)
    {
        Span<byte> result = stackalloc byte[16];
        for (int i = 0; i < 16; i++)
            result[i] = SBox[state[(i + (4 * (i & 3))) & 15]];
        return Vector128.Create<byte>(result) ^ key;
    }

    /// <summary>The S-box applied to each byte of a word, for key schedules.</summary>
    public static uint SubstituteWord(uint word) =>
        SBox[(byte)word] | ((uint)SBox[(byte)(word >> 8)] << 8) | ((uint)SBox[(byte)(word >> 16)] << 16) | ((uint)SBox[word >> 24] << 24);

    // Row r of column c comes from column c + shift·r.
    private static Vector128<byte> Round(Vector128<byte> state, Vector128<byte> key, uint[] table, int shift)
    {
        Span<uint> columns = stackalloc uint[4];
        for (int column = 0; column < 4; column++)
        {
            uint mixed = 0;
            for (int row = 0; row < 4; row++)
            {
                byte source = state[(4 * ((column + (shift * row)) & 3)) + row];
                mixed ^= BitOperations.RotateLeft(table[source], 8 * row);
            }

            columns[column] = mixed;
        }

        return Vector128.Create(columns[0], columns[1], columns[2], columns[3]).AsByte() ^ key;
    }

    private static uint[] MakeTable(byte[] box, byte row0, byte row1, byte row2, byte row3)
    {
        uint[] table = new uint[256];
        for (int i = 0; i < 256; i++)
        {
            byte s = box[i];
            table[i] = Multiply(s, row0) | ((uint)Multiply(s, row1) << 8) | ((uint)Multiply(s, row2) << 16) | ((uint)Multiply(s, row3) << 24);
        }

        return table;
    }

    private static byte[] MakeSBox()
    {
        byte[] box = new byte[256];
        for (int i = 0; i < 256; i++)
        {
            byte inverse = 0;
            for (int j = 1; j < 256 && i != 0; j++)
            {
                if (Multiply((byte)i, (byte)j) == 1)
                {
                    inverse = (byte)j;
                    break;
                }
            }

            byte value = inverse;
            for (int turn = 1; turn <= 4; turn++)
                value ^= (byte)((inverse << turn) | (inverse >> (8 - turn)));
            box[i] = (byte)(value ^ 0x63);
        }

        return box;
    }

    private static byte[] Invert(byte[] box)
    {
        byte[] inverse = new byte[256];
        for (int i = 0; i < 256; i++)
            inverse[box[i]] = (byte)i;
        return inverse;
    }

    private static byte Multiply(byte a, byte b)
    {
        int product = 0;
        int x = a;
        for (int bits = b; bits != 0; bits >>= 1)
        {
            if ((bits & 1) != 0)
                product ^= x;
            x <<= 1;
            if ((x & 0x100) != 0)
                x ^= 0x11b;
        }

        return (byte)product;
    }
}
