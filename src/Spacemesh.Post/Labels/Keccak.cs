using System.Runtime.CompilerServices;

namespace Spacemesh.Post.Labels;

/// <summary>Keccak-f[1600] over several states side by side, original padding (spec 02 §2.2).</summary>
internal static unsafe class Keccak<T, TLane>
    where T : unmanaged
    where TLane : IKeccakLane<T>
{
    private static readonly ulong[] RoundConstants =
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B, 0x0000000080000001,
        0x8000000080008081, 0x8000000000008009, 0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A,
        0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
        0x000000000000800A, 0x800000008000000A, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    /// <summary>Permutes 25 lanes, lane (x, y) at x + 5 y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Permute(T* state)
    {
        var a00 = state[0]; var a10 = state[1]; var a20 = state[2]; var a30 = state[3]; var a40 = state[4];
        var a01 = state[5]; var a11 = state[6]; var a21 = state[7]; var a31 = state[8]; var a41 = state[9];
        var a02 = state[10]; var a12 = state[11]; var a22 = state[12]; var a32 = state[13]; var a42 = state[14];
        var a03 = state[15]; var a13 = state[16]; var a23 = state[17]; var a33 = state[18]; var a43 = state[19];
        var a04 = state[20]; var a14 = state[21]; var a24 = state[22]; var a34 = state[23]; var a44 = state[24];
        foreach (ulong constant in RoundConstants)
        {
            var c0 = TLane.Xor(TLane.Xor(TLane.Xor(TLane.Xor(a00, a01), a02), a03), a04);
            var c1 = TLane.Xor(TLane.Xor(TLane.Xor(TLane.Xor(a10, a11), a12), a13), a14);
            var c2 = TLane.Xor(TLane.Xor(TLane.Xor(TLane.Xor(a20, a21), a22), a23), a24);
            var c3 = TLane.Xor(TLane.Xor(TLane.Xor(TLane.Xor(a30, a31), a32), a33), a34);
            var c4 = TLane.Xor(TLane.Xor(TLane.Xor(TLane.Xor(a40, a41), a42), a43), a44);
            var d0 = TLane.Xor(c4, TLane.RotateLeft(c1, 1));
            var d1 = TLane.Xor(c0, TLane.RotateLeft(c2, 1));
            var d2 = TLane.Xor(c1, TLane.RotateLeft(c3, 1));
            var d3 = TLane.Xor(c2, TLane.RotateLeft(c4, 1));
            var d4 = TLane.Xor(c3, TLane.RotateLeft(c0, 1));
            var b00 = TLane.Xor(a00, d0);
            var b02 = TLane.RotateLeft(TLane.Xor(a10, d1), 1);
            var b04 = TLane.RotateLeft(TLane.Xor(a20, d2), 62);
            var b01 = TLane.RotateLeft(TLane.Xor(a30, d3), 28);
            var b03 = TLane.RotateLeft(TLane.Xor(a40, d4), 27);
            var b13 = TLane.RotateLeft(TLane.Xor(a01, d0), 36);
            var b10 = TLane.RotateLeft(TLane.Xor(a11, d1), 44);
            var b12 = TLane.RotateLeft(TLane.Xor(a21, d2), 6);
            var b14 = TLane.RotateLeft(TLane.Xor(a31, d3), 55);
            var b11 = TLane.RotateLeft(TLane.Xor(a41, d4), 20);
            var b21 = TLane.RotateLeft(TLane.Xor(a02, d0), 3);
            var b23 = TLane.RotateLeft(TLane.Xor(a12, d1), 10);
            var b20 = TLane.RotateLeft(TLane.Xor(a22, d2), 43);
            var b22 = TLane.RotateLeft(TLane.Xor(a32, d3), 25);
            var b24 = TLane.RotateLeft(TLane.Xor(a42, d4), 39);
            var b34 = TLane.RotateLeft(TLane.Xor(a03, d0), 41);
            var b31 = TLane.RotateLeft(TLane.Xor(a13, d1), 45);
            var b33 = TLane.RotateLeft(TLane.Xor(a23, d2), 15);
            var b30 = TLane.RotateLeft(TLane.Xor(a33, d3), 21);
            var b32 = TLane.RotateLeft(TLane.Xor(a43, d4), 8);
            var b42 = TLane.RotateLeft(TLane.Xor(a04, d0), 18);
            var b44 = TLane.RotateLeft(TLane.Xor(a14, d1), 2);
            var b41 = TLane.RotateLeft(TLane.Xor(a24, d2), 61);
            var b43 = TLane.RotateLeft(TLane.Xor(a34, d3), 56);
            var b40 = TLane.RotateLeft(TLane.Xor(a44, d4), 14);
            a00 = TLane.Xor(TLane.Xor(b00, TLane.AndNot(b10, b20)), TLane.Create(constant));
            a10 = TLane.Xor(b10, TLane.AndNot(b20, b30));
            a20 = TLane.Xor(b20, TLane.AndNot(b30, b40));
            a30 = TLane.Xor(b30, TLane.AndNot(b40, b00));
            a40 = TLane.Xor(b40, TLane.AndNot(b00, b10));
            a01 = TLane.Xor(b01, TLane.AndNot(b11, b21));
            a11 = TLane.Xor(b11, TLane.AndNot(b21, b31));
            a21 = TLane.Xor(b21, TLane.AndNot(b31, b41));
            a31 = TLane.Xor(b31, TLane.AndNot(b41, b01));
            a41 = TLane.Xor(b41, TLane.AndNot(b01, b11));
            a02 = TLane.Xor(b02, TLane.AndNot(b12, b22));
            a12 = TLane.Xor(b12, TLane.AndNot(b22, b32));
            a22 = TLane.Xor(b22, TLane.AndNot(b32, b42));
            a32 = TLane.Xor(b32, TLane.AndNot(b42, b02));
            a42 = TLane.Xor(b42, TLane.AndNot(b02, b12));
            a03 = TLane.Xor(b03, TLane.AndNot(b13, b23));
            a13 = TLane.Xor(b13, TLane.AndNot(b23, b33));
            a23 = TLane.Xor(b23, TLane.AndNot(b33, b43));
            a33 = TLane.Xor(b33, TLane.AndNot(b43, b03));
            a43 = TLane.Xor(b43, TLane.AndNot(b03, b13));
            a04 = TLane.Xor(b04, TLane.AndNot(b14, b24));
            a14 = TLane.Xor(b14, TLane.AndNot(b24, b34));
            a24 = TLane.Xor(b24, TLane.AndNot(b34, b44));
            a34 = TLane.Xor(b34, TLane.AndNot(b44, b04));
            a44 = TLane.Xor(b44, TLane.AndNot(b04, b14));
        }

        state[0] = a00; state[1] = a10; state[2] = a20; state[3] = a30; state[4] = a40;
        state[5] = a01; state[6] = a11; state[7] = a21; state[8] = a31; state[9] = a41;
        state[10] = a02; state[11] = a12; state[12] = a22; state[13] = a32; state[14] = a42;
        state[15] = a03; state[16] = a13; state[17] = a23; state[18] = a33; state[19] = a43;
        state[20] = a04; state[21] = a14; state[22] = a24; state[23] = a34; state[24] = a44;
    }
}
