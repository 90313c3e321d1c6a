using System.Runtime.CompilerServices;

namespace Spacemesh.Crypto.Hashing;

/// <summary>
/// Vectors on the stack, which is aligned to 16 bytes only: a wider vector that lies across two cache lines costs two accesses, and
/// whether it does would change from call to call.
/// </summary>
internal static unsafe class CacheLines
{
    private const int Size = 64;

    /// <summary>Bytes to reserve for <paramref name="count"/> vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Room<TVector>(int count)
        where TVector : unmanaged => (count * sizeof(TVector)) + Size - 1;

    /// <summary>The first vector within <paramref name="reserved"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector* Align<TVector>(byte* reserved)
        where TVector : unmanaged => (TVector*)(((nuint)reserved + Size - 1) & ~(nuint)(Size - 1));
}
