using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Spacemesh.Post.Labels;

/// <summary>One state.</summary>
internal readonly struct KeccakLane1 : IKeccakLane<ulong>
{
    public static int Width => 1;

    public static ulong Create(ulong value) => value;

    public static ulong Xor(ulong left, ulong right) => left ^ right;

    public static ulong AndNot(ulong left, ulong right) => ~left & right;

    public static ulong RotateLeft(ulong value, [ConstantExpected] byte count) => BitOperations.RotateLeft(value, count);
}

/// <summary>Two states.</summary>
internal readonly struct KeccakLane2 : IKeccakLane<Vector128<ulong>>
{
    public static int Width => 2;

    public static Vector128<ulong> Create(ulong value) => Vector128.Create(value);

    public static Vector128<ulong> Xor(Vector128<ulong> left, Vector128<ulong> right) => left ^ right;

    public static Vector128<ulong> AndNot(Vector128<ulong> left, Vector128<ulong> right) => Vector128.AndNot(right, left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> RotateLeft(Vector128<ulong> value, [ConstantExpected] byte count) => (value << count) | (value >>> (64 - count));
}

/// <summary>Four states.</summary>
internal readonly struct KeccakLane4 : IKeccakLane<Vector256<ulong>>
{
    public static int Width => 4;

    public static Vector256<ulong> Create(ulong value) => Vector256.Create(value);

    public static Vector256<ulong> Xor(Vector256<ulong> left, Vector256<ulong> right) => left ^ right;

    public static Vector256<ulong> AndNot(Vector256<ulong> left, Vector256<ulong> right) => Vector256.AndNot(right, left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> RotateLeft(Vector256<ulong> value, [ConstantExpected] byte count) => (value << count) | (value >>> (64 - count));
}

/// <summary>Eight states; AVX-512 only.</summary>
internal readonly struct KeccakLane8 : IKeccakLane<Vector512<ulong>>
{
    public static int Width => 8;

    public static Vector512<ulong> Create(ulong value) => Vector512.Create(value);

    public static Vector512<ulong> Xor(Vector512<ulong> left, Vector512<ulong> right) => left ^ right;

    public static Vector512<ulong> AndNot(Vector512<ulong> left, Vector512<ulong> right) => Vector512.AndNot(right, left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> RotateLeft(Vector512<ulong> value, [ConstantExpected] byte count) => Avx512F.RotateLeft(value, count);
}
