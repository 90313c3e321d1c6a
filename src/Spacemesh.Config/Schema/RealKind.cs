using System.Globalization;
using Spacemesh.Config.Json;

namespace Spacemesh.Config.Schema;

internal sealed class RealKind : ConfigKind
{
    public override object Zero => 0.0;

    public override object? Read(string path, object json, object? current, ConfigReading reading)
    {
        reading.Mark(path);
        switch (json)
        {
            case JsonNumber number:
                if (double.IsFinite(number.ToDouble()))
                    return number.ToDouble();
                reading.Fail($"'{path}' is {number.Text}, which is too large");
                return current;
            case bool flag:
                return flag ? 1.0 : 0.0;
            case string { Length: 0 }:
                return 0.0;
            case string text:
                try
                {
                    return GoNumber.ParseDouble(text);
                }
                catch (FormatException e)
                {
                    reading.Fail($"cannot parse '{path}' as float: {e.Message}");
                    return current;
                }

            default:
                return reading.Unconvertible(path, "float64", json, current);
        }
    }

    public override object? Show(object? value) => value is double real ? new JsonNumber(real.ToString("R", CultureInfo.InvariantCulture)) : null;
}
