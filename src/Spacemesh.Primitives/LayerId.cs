using System.Globalization;

namespace Spacemesh.Primitives;

/// <summary>
/// A layer, counted from genesis. Arithmetic is checked: the plain forms throw <see cref="OverflowException"/> (a bug of the caller),
/// the <c>Try</c> forms are for numbers that come from outside (spec 01 §6).
/// </summary>
public readonly record struct LayerId(uint Value) : IComparable<LayerId>
{
    public static readonly LayerId Zero;

    public static readonly LayerId Max = new(uint.MaxValue);

    public static bool operator <(LayerId left, LayerId right) => left.Value < right.Value;

    public static bool operator >(LayerId left, LayerId right) => left.Value > right.Value;

    public static bool operator <=(LayerId left, LayerId right) => left.Value <= right.Value;

    public static bool operator >=(LayerId left, LayerId right) => left.Value >= right.Value;

    public static LayerId Smaller(LayerId left, LayerId right) => left < right ? left : right;

    public static LayerId Greater(LayerId left, LayerId right) => left > right ? left : right;

    public bool After(LayerId other) => Value > other.Value;

    public bool Before(LayerId other) => Value < other.Value;

    public LayerId Add(uint layers) => new(checked(Value + layers));

    public LayerId Sub(uint layers) => new(checked(Value - layers));

    public LayerId Mul(uint factor) => new(checked(Value * factor));

    /// <summary>How many layers this one is after <paramref name="earlier"/>.</summary>
    public uint Difference(LayerId earlier) => checked(Value - earlier.Value);

    public bool TryAdd(uint layers, out LayerId result)
    {
        ulong sum = (ulong)Value + layers;
        result = new(unchecked((uint)sum));
        return sum <= uint.MaxValue;
    }

    public bool TrySub(uint layers, out LayerId result)
    {
        result = new(unchecked(Value - layers));
        return layers <= Value;
    }

    public bool TryMul(uint factor, out LayerId result)
    {
        ulong product = (ulong)Value * factor;
        result = new(unchecked((uint)product));
        return product <= uint.MaxValue;
    }

    public bool TryDifference(LayerId earlier, out uint layers)
    {
        layers = unchecked(Value - earlier.Value);
        return earlier.Value <= Value;
    }

    /// <summary>The layer <paramref name="layers"/> later, or the last that exists.</summary>
    public LayerId AddSaturating(uint layers) => TryAdd(layers, out var result) ? result : Max;

    /// <summary>The layer <paramref name="layers"/> earlier, or layer 0.</summary>
    public LayerId SubSaturating(uint layers) => TrySub(layers, out var result) ? result : Zero;

    public int CompareTo(LayerId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
