using System.Globalization;
using Spacemesh.Config.Json;

namespace Spacemesh.Config.Schema;

/// <summary>What reading a document finds: errors, and which paths it sets.</summary>
internal sealed class ConfigReading
{
    private readonly List<string> _errors = [];
    private readonly List<string> _advice = [];
    private readonly List<string> _warnings = [];
    private readonly HashSet<string> _set = new(StringComparer.Ordinal);

    public bool HasErrors => _errors.Count > 0;

    /// <summary>Paths that the document gives values for.</summary>
    public IReadOnlySet<string> Set => _set;

    public void Mark(string path) => _set.Add(path);

    /// <summary>What is taken but should be changed.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    public void Warn(string message) => _warnings.Add(message);

    public void Fail(string message) => _errors.Add(message);

    /// <summary>Says what to do about an error.</summary>
    public void Advise(string advice) => _advice.Add(advice);

    public object? Unconvertible(string path, string type, object json, object? current)
    {
        Fail($"'{path}' expected type '{type}', got unconvertible type '{TypeName(json)}', value: '{ValueText(json)}'");
        return current;
    }

    /// <summary>All errors in the reference's words, one a line, then what to do about them.</summary>
    public string Describe()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{_errors.Count} error(s) decoding:\n");
        foreach (string error in _errors.Order(StringComparer.Ordinal))
            text += $"\n* {error}";
        return _advice.Count == 0 ? text : text + "\n\n" + string.Join('\n', _advice);
    }

    public static string TypeName(object? json) => json switch
    {
        bool => "bool",
        string => "string",
        JsonNumber => "float64",
        List<object?> => "[]interface {}",
        null => "nil",
        _ => "map[string]interface {}",
    };

    public static string KindName(object? json) => json switch
    {
        List<object?> => "slice",
        Dictionary<string, object?> => "map",
        _ => TypeName(json),
    };

    public static string ValueText(object? json) => json switch
    {
        null => "<nil>",
        bool flag => flag ? "true" : "false",
        JsonNumber number => DoubleText(number.ToDouble()),
        List<object?> list => $"[{string.Join(' ', list.Select(ValueText))}]",
        Dictionary<string, object?> map => $"map[{string.Join(' ', map.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}:{ValueText(member.Value)}"))}]",
        _ => json.ToString() ?? "",
    };

    /// <summary>A double as messages show it: an exponent below 10^-4 and from 10^6 on.</summary>
    public static string DoubleText(double value)
    {
        string digits = value.ToString("E16", CultureInfo.InvariantCulture);
        for (int count = 0; count <= 16; count++)
        {
            string shorter = value.ToString("E" + count.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (double.Parse(shorter, CultureInfo.InvariantCulture) == value)
            {
                digits = shorter;
                break;
            }
        }

        int e = digits.IndexOf('E', StringComparison.Ordinal);
        int exponent = int.Parse(digits.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return exponent is < -4 or >= 6
            ? string.Create(CultureInfo.InvariantCulture, $"{digits[..e]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}")
            : new JsonNumber(digits).Shortest();
    }
}
