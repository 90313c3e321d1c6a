using System.Runtime.Intrinsics;

namespace Spacemesh.Crypto.Hashing;

/// <summary>How 32-bit words are rotated right by the four BLAKE3 distances.</summary>
internal interface IVectorRotation
{
    static abstract bool IsSupported { get; }

    static abstract Vector128<uint> By16(Vector128<uint> x);

    static abstract Vector128<uint> By12(Vector128<uint> x);

    static abstract Vector128<uint> By8(Vector128<uint> x);

    static abstract Vector128<uint> By7(Vector128<uint> x);

    /// <summary>(early ^ late) rotated by 16, as soon as possible after <paramref name="late"/> is known; so the next three.</summary>
    static abstract Vector128<uint> XorBy16(Vector128<uint> early, Vector128<uint> late);

    static abstract Vector128<uint> XorBy12(Vector128<uint> early, Vector128<uint> late);

    static abstract Vector128<uint> XorBy8(Vector128<uint> early, Vector128<uint> late);

    static abstract Vector128<uint> XorBy7(Vector128<uint> early, Vector128<uint> late);

    static abstract Vector256<uint> By16(Vector256<uint> x);

    static abstract Vector256<uint> By12(Vector256<uint> x);

    static abstract Vector256<uint> By8(Vector256<uint> x);

    static abstract Vector256<uint> By7(Vector256<uint> x);
}
