using Spacemesh.Config.Json;

namespace Spacemesh.Config.Schema;

/// <summary>A value with a notation of its own.</summary>
/// <param name="zero">The value of a field that is not named.</param>
/// <param name="parse">Reads text; throws <see cref="FormatException"/> with the words for the operator.</param>
/// <param name="number">Reads a number, where the kind takes one.</param>
/// <param name="refuse">What is wrong with any other JSON value: path, value, message.</param>
/// <param name="show">Writes it.</param>
internal sealed class ParsedKind(
    object? zero,
    Func<string, object?> parse,
    Func<JsonNumber, object?>? number,
    Func<string, object, string> refuse,
    Func<object, object?> show) : ConfigKind
{
    public override object? Zero => zero;

    public override object? Read(string path, object json, object? current, ConfigReading reading)
    {
        reading.Mark(path);
        try
        {
            switch (json)
            {
                case string text:
                    return parse(text);
                case JsonNumber value when number is not null:
                    return number(value);
                default:
                    reading.Fail(refuse(path, json));
                    return current;
            }
        }
        catch (FormatException e)
        {
            reading.Fail($"error decoding '{path}': {e.Message}");
            return current;
        }
    }

    public override object? Show(object? value) => value is null ? null : show(value);
}
