using System.Runtime.CompilerServices;
using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>
/// Weight for minus weight against, in units of 2^-56. The same numbers as sums of <see cref="Fixed"/>, in two's complement: counting
/// every vote of every ballot is where full mode spends its time. Overflow throws, as there.
/// </summary>
internal struct Margin
{
    private Int128 _raw;

    /// <summary>The sum; zero has no sign (spec 06 §3).</summary>
    public readonly Fixed Value => _raw < 0 ? Fixed.Zero - Fixed.FromRaw((UInt128)(-_raw)) : Fixed.FromRaw((UInt128)_raw);

    /// <summary>A weight, which is never negative, as a number of units.</summary>
    public static Int128 Units(Fixed weight) => checked((Int128)weight.Magnitude);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Int128 weight) => _raw = checked(_raw + weight);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Subtract(Int128 weight) => _raw = checked(_raw - weight);

    /// <summary>1 above the threshold, −1 below its negative, 0 between and on either.</summary>
    public readonly int Crosses(Fixed threshold) => Value.Crosses(threshold);
}
