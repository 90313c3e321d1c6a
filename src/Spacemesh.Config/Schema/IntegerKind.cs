using System.Globalization;
using System.Numerics;
using Spacemesh.Config.Json;

namespace Spacemesh.Config.Schema;

/// <summary>A whole number: <see cref="long"/> where it has a sign, else <see cref="ulong"/>. Fractions and overflow are errors.</summary>
internal sealed class IntegerKind(bool signed, int bits, string typeName) : ConfigKind
{
    public bool Signed => signed;

    public int Bits => bits;

    public override object Zero => Boxed(BigInteger.Zero);

    public override object? Read(string path, object json, object? current, ConfigReading reading)
    {
        reading.Mark(path);
        switch (json)
        {
            case JsonNumber number:
                if (!number.TryGetWhole(out var whole))
                    reading.Fail($"'{path}' is {number.Text}, which is not a whole number");
                else if (!GoNumber.InRange(whole, signed, bits))
                    reading.Fail($"'{path}' is {number.Text}, which is not between {GoNumber.Least(signed, bits)} and {GoNumber.Most(signed, bits)}");
                else
                    return Boxed(whole);
                return current;
            case bool flag:
                return Boxed(flag ? 1 : 0);
            case string { Length: 0 }:
                return Zero;
            case string text:
                try
                {
                    return Boxed(GoNumber.Parse(text, signed, bits));
                }
                catch (FormatException e)
                {
                    reading.Fail($"cannot parse '{path}' as {(signed ? "int" : "uint")}: {e.Message}");
                    return current;
                }

            default:
                return reading.Unconvertible(path, typeName, json, current);
        }
    }

    public override object? Show(object? value) => value is null ? null : new JsonNumber(string.Create(CultureInfo.InvariantCulture, $"{value}"));

    private object Boxed(BigInteger value) => signed ? (long)value : (ulong)value;
}
