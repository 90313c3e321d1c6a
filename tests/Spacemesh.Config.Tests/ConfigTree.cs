using System.Text.Json;

namespace Spacemesh.Config.Tests;

/// <summary>A configuration as the golden files show it: paths of leaves, their parts joined by slashes, with their values as JSON.</summary>
internal static class ConfigTree
{
    public static SortedDictionary<string, string> Leaves(NodeConfiguration configuration) => Leaves(configuration.Root.ToJson());

    public static SortedDictionary<string, string> Leaves(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Leaves(document.RootElement);
    }

    public static SortedDictionary<string, string> Leaves(JsonElement element)
    {
        var leaves = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Collect(element, "", leaves);
        return leaves;
    }

    /// <summary>Numbers are compared by value, so that 0.25 and 2.5e-1 are one.</summary>
    public static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetDecimal(out decimal number) ? number.ToString("0.############################", System.Globalization.CultureInfo.InvariantCulture) : value.GetRawText(),
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Text))}]",
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"{member.Name}:{Text(member.Value)}"))}}}",
        JsonValueKind.String => JsonSerializer.Serialize(value.GetString()),
        _ => value.GetRawText(),
    };

    private static void Collect(JsonElement element, string path, SortedDictionary<string, string> leaves)
    {
        if (element.ValueKind == JsonValueKind.Object && element.EnumerateObject().Any())
        {
            foreach (var member in element.EnumerateObject())
                Collect(member.Value, path.Length == 0 ? member.Name : $"{path}/{member.Name}", leaves);
        }
        else
        {
            leaves[path] = Text(element);
        }
    }
}
