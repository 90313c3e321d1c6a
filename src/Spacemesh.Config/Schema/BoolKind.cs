using Spacemesh.Config.Json;

namespace Spacemesh.Config.Schema;

internal sealed class BoolKind : ConfigKind
{
    public override object Zero => false;

    public override object? Read(string path, object json, object? current, ConfigReading reading)
    {
        reading.Mark(path);
        switch (json)
        {
            case bool:
                return json;
            case JsonNumber number:
                return number.ToDouble() != 0;
            case string { Length: 0 }:
                return false;
            case string text:
                try
                {
                    return GoNumber.ParseBool(text);
                }
                catch (FormatException e)
                {
                    reading.Fail($"cannot parse '{path}' as bool: {e.Message}");
                    return current;
                }

            default:
                return reading.Unconvertible(path, "bool", json, current);
        }
    }
}
