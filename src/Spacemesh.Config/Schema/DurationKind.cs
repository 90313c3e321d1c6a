using Spacemesh.Runtime;

namespace Spacemesh.Config.Schema;

/// <summary>A duration in nanoseconds.</summary>
internal sealed class DurationKind : ConfigKind
{
    private static readonly IntegerKind Nanoseconds = new(signed: true, 64, "time.Duration");

    public override object Zero => 0L;

    public override object? Read(string path, object json, object? current, ConfigReading reading)
    {
        if (json is not string text)
            return Nanoseconds.Read(path, json, current, reading);
        reading.Mark(path);
        try
        {
            return GoDuration.Parse(text);
        }
        catch (FormatException e)
        {
            reading.Fail($"error decoding '{path}': {e.Message}");
            return current;
        }
    }

    public override object? Show(object? value) => value is long nanoseconds ? GoDuration.Format(nanoseconds) : null;
}
