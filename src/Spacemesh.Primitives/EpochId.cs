using System.Globalization;

namespace Spacemesh.Primitives;

/// <summary>
/// An epoch, counted from genesis. The plain forms throw <see cref="OverflowException"/> (a bug of the caller), the <c>Try</c> forms are
/// for numbers that come from outside (spec 01 §6). Layers of an epoch: <see cref="NetworkParameters"/>.
/// </summary>
public readonly record struct EpochId(uint Value) : IComparable<EpochId>
{
    public static readonly EpochId Zero;

    /// <summary>The epoch in which an ATX published in this one counts: one later, and 0 after the last (plain addition, spec 01 §6).</summary>
    public EpochId Target => new(unchecked(Value + 1));

    public static bool operator <(EpochId left, EpochId right) => left.Value < right.Value;

    public static bool operator >(EpochId left, EpochId right) => left.Value > right.Value;

    public static bool operator <=(EpochId left, EpochId right) => left.Value <= right.Value;

    public static bool operator >=(EpochId left, EpochId right) => left.Value >= right.Value;

    public static EpochId Smaller(EpochId left, EpochId right) => left < right ? left : right;

    public static EpochId Greater(EpochId left, EpochId right) => left > right ? left : right;

    public bool After(EpochId other) => Value > other.Value;

    public bool Before(EpochId other) => Value < other.Value;

    public EpochId Add(uint epochs) => new(checked(Value + epochs));

    public EpochId Sub(uint epochs) => new(checked(Value - epochs));

    /// <summary>How many epochs this one is after <paramref name="earlier"/>.</summary>
    public uint Difference(EpochId earlier) => checked(Value - earlier.Value);

    public bool TryAdd(uint epochs, out EpochId result)
    {
        ulong sum = (ulong)Value + epochs;
        result = new(unchecked((uint)sum));
        return sum <= uint.MaxValue;
    }

    public bool TrySub(uint epochs, out EpochId result)
    {
        result = new(unchecked(Value - epochs));
        return epochs <= Value;
    }

    public bool TryDifference(EpochId earlier, out uint epochs)
    {
        epochs = unchecked(Value - earlier.Value);
        return earlier.Value <= Value;
    }

    public int CompareTo(EpochId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
