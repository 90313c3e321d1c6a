using System.Numerics;

namespace Spacemesh.Post;

/// <summary>Parameters of the label function; consensus values (spec 02 §1).</summary>
public sealed record ScryptParameters(ulong N, ulong R, ulong P)
{
    /// <summary>Every network but fastnet.</summary>
    public static ScryptParameters Default { get; } = new(8192, 1, 1);

    /// <summary>The checks made when options are read (spec 02 §1).</summary>
    /// <exception cref="PostOptionException">A parameter is zero.</exception>
    public void Validate()
    {
        if (N == 0)
            throw new PostOptionException(nameof(N), "scrypt parameter N cannot be 0");
        if (R == 0)
            throw new PostOptionException(nameof(R), "scrypt parameter r cannot be 0");
        if (P == 0)
            throw new PostOptionException(nameof(P), "scrypt parameter p cannot be 0");
    }

    /// <summary>The checks made before labels are computed for a space or a VRF nonce (spec 02 §1, §2.2).</summary>
    /// <returns>N as the label engines take it.</returns>
    /// <exception cref="PostOptionException">r or p is not 1, or N is no power of two from 2 to 2^30.</exception>
    public uint RequireInitializable()
    {
        if (R != 1 || P != 1)
            throw new PostOptionException("Scrypt", "invalid scrypt params: only r = 1, p = 1 are supported for initialization");
        if (!BitOperations.IsPow2(N) || N is < 2 or > 1 << 30)
            throw new PostOptionException(nameof(N), $"invalid `n`; expected: power of 2, given: {N}");
        return (uint)N;
    }

    /// <summary>The N that proof and data verification use: the largest power of two not above <see cref="N"/> (spec 02 §2.2).</summary>
    public uint EffectiveN() => N == 0
        ? throw new PostOptionException(nameof(N), "scrypt parameter N cannot be 0")
        : checked((uint)(1UL << BitOperations.Log2(N)));
}
