using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Spacemesh.Primitives;

/// <summary>128-bit pieces that the fixed point is made of.</summary>
internal static class WideMath
{
    /// <summary>Quotient and remainder of (high·2^64 + low) / divisor, for high &lt; divisor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong DivRem(ulong high, ulong low, ulong divisor, out ulong remainder)
    {
        if (X86Base.X64.IsSupported)
        {
#pragma warning disable SYSLIB5004 // Marked as experimental; one instruction, checked against the portable form by tests.
            (ulong quotient, remainder) = X86Base.X64.DivRem(low, high, divisor);
#pragma warning restore SYSLIB5004
            return quotient;
        }

        return DivRemPortable(high, low, divisor, out remainder);
    }

    /// <summary>The same in two steps of 32 bits (Knuth, algorithm D), for processors without a wide division.</summary>
    public static ulong DivRemPortable(ulong high, ulong low, ulong divisor, out ulong remainder)
    {
        int shift = System.Numerics.BitOperations.LeadingZeroCount(divisor);
        divisor <<= shift;
        if (shift != 0)
        {
            high = (high << shift) | (low >> (64 - shift));
            low <<= shift;
        }

        ulong upper = Digit(high, low >> 32, divisor, out ulong rest);
        ulong lower = Digit(rest, low & uint.MaxValue, divisor, out rest);
        remainder = rest >> shift;
        return (upper << 32) | lower;
    }

    /// <summary>Quotient and remainder of a 128-bit value by a 64-bit one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt128 DivRem(UInt128 value, ulong divisor, out ulong remainder)
    {
        ulong high = (ulong)(value >> 64);
        if (high < divisor)
            return DivRem(high, (ulong)value, divisor, out remainder);
        ulong upper = Math.DivRem(high, divisor).Quotient;
        ulong lower = DivRem(high - (upper * divisor), (ulong)value, divisor, out remainder);
        return new UInt128(upper, lower);
    }

    public static int BitLength(ulong value) => 64 - System.Numerics.BitOperations.LeadingZeroCount(value);

    /// <summary>One 32-bit digit of the quotient: (rest·2^32 + next) / divisor, for a divisor with its top bit set.</summary>
    private static ulong Digit(ulong rest, ulong next, ulong divisor, out ulong newRest)
    {
        ulong divisorHigh = divisor >> 32;
        ulong divisorLow = divisor & uint.MaxValue;
        (ulong digit, ulong remainder) = Math.DivRem(rest, divisorHigh);
        while (digit >> 32 != 0 || digit * divisorLow > ((remainder << 32) | next))
        {
            digit--;
            remainder += divisorHigh;
            if (remainder >> 32 != 0)
                break;
        }

        newRest = unchecked((rest << 32) + next - (digit * divisor));
        return digit;
    }
}
