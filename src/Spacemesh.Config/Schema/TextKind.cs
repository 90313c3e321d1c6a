using Spacemesh.Config.Json;

namespace Spacemesh.Config.Schema;

internal sealed class TextKind : ConfigKind
{
    public override object Zero => "";

    public override object? Read(string path, object json, object? current, ConfigReading reading)
    {
        reading.Mark(path);
        return json switch
        {
            string => json,
            bool flag => flag ? "1" : "0",
            JsonNumber number => number.Shortest(),
            List<object?> { Count: 0 } => "",
            _ => reading.Unconvertible(path, "string", json, current),
        };
    }
}
