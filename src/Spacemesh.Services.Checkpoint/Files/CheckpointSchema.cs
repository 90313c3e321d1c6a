using System.Text.Json;

namespace Spacemesh.Services.Checkpoint.Files;

/// <summary>
/// The schema that a checkpoint must follow at both ends (spec 08 §15.1). As published it does not look at accounts and marriages; what
/// it leaves open the decoding finds.
/// </summary>
internal static class CheckpointSchema
{
    private static readonly string[] Texts = ["id", "commitmentAtx", "publicKey", "coinbase"];
    private static readonly string[] Integers = ["epoch", "vrfNonce", "baseTickHeight", "tickCount", "sequence", "numUnits"];

    /// <exception cref="CheckpointException">It does not follow; the message names the field.</exception>
    public static void Check(JsonElement root)
    {
        Require(root, JsonValueKind.Object, "checkpoint");
        RequireText(root, "command", "");
        RequireText(root, "version", "");
        var data = Field(root, "data", "");
        Require(data, JsonValueKind.Object, "data");
        RequireText(data, "id", "data.");
        Field(data, "accounts", "data.");
        var atxs = Field(data, "atxs", "data.");
        Require(atxs, JsonValueKind.Array, "data.atxs");
        var seen = new Dictionary<string, List<JsonElement>>(StringComparer.Ordinal);
        int index = 0;
        foreach (var atx in atxs.EnumerateArray())
        {
            string path = $"data.atxs[{index++}]";
            CheckAtx(atx, path);
            string id = atx.GetProperty("id").GetString()!;
            if (!seen.TryGetValue(id, out var same))
                seen[id] = same = [];
            if (same.Exists(other => JsonElement.DeepEquals(other, atx)))
                throw Fault(path, "stands twice");
            same.Add(atx);
        }
    }

    private static void CheckAtx(JsonElement atx, string path)
    {
        Require(atx, JsonValueKind.Object, path);
        foreach (string name in Texts)
            RequireText(atx, name, path + ".");
        foreach (string name in Integers)
            RequireInteger(Field(atx, name, path + "."), $"{path}.{name}");
        if (atx.TryGetProperty("marriageAtx", out var marriage) && marriage.ValueKind != JsonValueKind.Null)
            Require(marriage, JsonValueKind.String, $"{path}.marriageAtx");
        var units = Field(atx, "units", path + ".");
        Require(units, JsonValueKind.Object, $"{path}.units");
        foreach (var entry in units.EnumerateObject())
            RequireInteger(entry.Value, $"{path}.units.{entry.Name}");
    }

    private static void RequireInteger(JsonElement value, string path)
    {
        Require(value, JsonValueKind.Number, path);
        if (!value.TryGetDecimal(out decimal number) || number != decimal.Truncate(number))
            throw Fault(path, "is no integer");
    }

    private static void RequireText(JsonElement parent, string name, string prefix) => Require(Field(parent, name, prefix), JsonValueKind.String, prefix + name);

    private static JsonElement Field(JsonElement parent, string name, string prefix) =>
        parent.TryGetProperty(name, out var value) ? value : throw Fault(prefix + name, "is missing");

    private static void Require(JsonElement value, JsonValueKind kind, string path)
    {
        if (value.ValueKind != kind)
            throw Fault(path, $"is {value.ValueKind} instead of {kind}");
    }

    private static CheckpointException Fault(string path, string problem) => new(CheckpointFault.Schema, $"checkpoint: {path} {problem}");
}
