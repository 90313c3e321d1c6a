using Spacemesh.Primitives;

namespace Spacemesh.Vm.Rewards;

/// <summary>
/// The issuance curve, in decimals of 34 digits (spec 07 §9.1). Nothing here may be computed more exactly: at index 1,051,200 the
/// exact value is one smidge lower.
/// </summary>
public static class Subsidy
{
    /// <summary>Smidge that are issued in all.</summary>
    public const ulong Total = 2_250_000_000_000_000_000;

    private static readonly Decimal34 TotalSubsidy = Total;
    private static readonly Decimal34 MinusLambda = -Decimal34.Parse("2.122748659050074683778792926470147E-7");

    /// <summary>Smidge issued for a layer; <paramref name="firstEffectiveGenesis"/> has index 0.</summary>
    public static ulong AtLayer(LayerId layer, LayerId firstEffectiveGenesis) => AtIndex(unchecked(layer.Value - firstEffectiveGenesis.Value));

    /// <summary>Smidge issued for the layer with this index.</summary>
    public static ulong AtIndex(uint index) => index == 0 ? Accumulated(0) : unchecked(Accumulated(index) - Accumulated(index - 1));

    /// <summary>Smidge issued up to and including the layer with this index.</summary>
    public static ulong Accumulated(uint index)
    {
        // The count of layers wraps at 2^32, as in the reference.
        Decimal34 exponent = MinusLambda * (ulong)unchecked(index + 1);
        return (ulong)(TotalSubsidy * (Decimal34.One - Decimal34.Exp(exponent))).Truncate();
    }
}
