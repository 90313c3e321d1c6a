using System.Globalization;
using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Services.Checkpoint.Files;

/// <summary>Rows out of a checkpoint's JSON, every one checked; messages name the field (spec 08 §15.1).</summary>
internal static class CheckpointReading
{
    public static CheckpointContent Read(JsonElement root)
    {
        CheckpointSchema.Check(root);
        string version = root.GetProperty("version").GetString()!;
        if (version != CheckpointFile.Version)
            throw Fault("version", $"is '{version}', not {CheckpointFile.Version}: the file is of another release");
        var data = root.GetProperty("data");
        return new CheckpointContent(Accounts(data), Atxs(data), Marriages(data));
    }

    private static List<Account> Accounts(JsonElement data)
    {
        var accounts = new List<Account>();
        foreach (var (element, path) in Items(data, "accounts", "data."))
        {
            Require(element, JsonValueKind.Object, path);
            var state = element.TryGetProperty("state", out var value) && value.ValueKind != JsonValueKind.Null ? Bytes(value, path + ".state") : [];
            accounts.Add(new Account(
                LayerId.Zero, Fixed<Address>(element, "address", path), Number(element, "nonce", path), Number(element, "balance", path),
                OptionalFixed<Address>(element, "template", path), new ScaleBytes(state)));
        }

        return accounts;
    }

    private static List<CheckpointedAtx> Atxs(JsonElement data)
    {
        var atxs = new List<CheckpointedAtx>();
        foreach (var (element, path) in Items(data, "atxs", "data."))
        {
            var units = new Dictionary<NodeId, uint>();
            foreach (var entry in element.GetProperty("units").EnumerateObject())
                units[Parse<NodeId>(entry.Name, $"{path}.units")] = Small(entry.Value, $"{path}.units.{entry.Name}");
            atxs.Add(new CheckpointedAtx(
                Fixed<AtxId>(element, "id", path),
                new EpochId(Small(element.GetProperty("epoch"), path + ".epoch")),
                Fixed<AtxId>(element, "commitmentAtx", path),
                OptionalFixed<AtxId>(element, "marriageAtx", path),
                Number(element, "vrfNonce", path),
                Small(element.GetProperty("numUnits"), path + ".numUnits"),
                Number(element, "baseTickHeight", path),
                Number(element, "tickCount", path),
                Fixed<NodeId>(element, "publicKey", path),
                Number(element, "sequence", path),
                Fixed<Address>(element, "coinbase", path),
                units));
        }

        return atxs;
    }

    private static List<MarriageRecord> Marriages(JsonElement data)
    {
        var marriages = new List<MarriageRecord>();
        if (!data.TryGetProperty("marriages", out var sets) || sets.ValueKind == JsonValueKind.Null)
            return marriages;
        Require(sets, JsonValueKind.Object, "data.marriages");
        foreach (var entry in sets.EnumerateObject())
        {
            if (!long.TryParse(entry.Name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long set))
                throw Fault($"data.marriages.{entry.Name}", "is no integer");
            foreach (var (element, path) in Items(sets, entry.Name, "data.marriages."))
            {
                Require(element, JsonValueKind.Object, path);
                int index = Required(element, "index", path) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number)
                    ? number
                    : throw Fault(path + ".index", "is no 32-bit integer");
                marriages.Add(new MarriageRecord(
                    new MarriageSetId(set), Fixed<NodeId>(element, "signer", path), Fixed<AtxId>(element, "atx", path), index,
                    Fixed<NodeId>(element, "marriedTo", path), Fixed<EdSignature>(element, "signature", path)));
            }
        }

        return marriages;
    }

    private static IEnumerable<(JsonElement Element, string Path)> Items(JsonElement parent, string name, string prefix)
    {
        var list = parent.GetProperty(name);
        if (list.ValueKind == JsonValueKind.Null)
            yield break;
        Require(list, JsonValueKind.Array, prefix + name);
        int index = 0;
        foreach (var element in list.EnumerateArray())
            yield return (element, $"{prefix}{name}[{index++}]");
    }

    private static T Fixed<T>(JsonElement parent, string name, string path)
        where T : struct, IFixedBytes<T>
    {
        var value = Required(parent, name, path);
        Require(value, JsonValueKind.String, $"{path}.{name}");
        return Parse<T>(value.GetString()!, $"{path}.{name}");
    }

    private static T? OptionalFixed<T>(JsonElement parent, string name, string path)
        where T : struct, IFixedBytes<T> =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Fixed<T>(parent, name, path) : null;

    private static T Parse<T>(string text, string path)
        where T : struct, IFixedBytes<T>
    {
        byte[] bytes = FromBase64(text, path);
        return bytes.Length == T.Size ? T.FromBytes(bytes) : throw Fault(path, $"has {bytes.Length} bytes instead of {T.Size}");
    }

    private static byte[] Bytes(JsonElement value, string path)
    {
        Require(value, JsonValueKind.String, path);
        return FromBase64(value.GetString()!, path);
    }

    private static byte[] FromBase64(string text, string path)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int written) ? bytes[..written] : throw Fault(path, "is not base64");
    }

    private static ulong Number(JsonElement parent, string name, string path)
    {
        var value = Required(parent, name, path);
        return value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out ulong number) ? number : throw Fault($"{path}.{name}", "is no 64-bit unsigned integer");
    }

    private static uint Small(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetUInt32(out uint number) ? number : throw Fault(path, "is no 32-bit unsigned integer");

    private static JsonElement Required(JsonElement parent, string name, string path) =>
        parent.TryGetProperty(name, out var value) ? value : throw Fault($"{path}.{name}", "is missing");

    private static void Require(JsonElement value, JsonValueKind kind, string path)
    {
        if (value.ValueKind != kind)
            throw Fault(path, $"is {value.ValueKind} instead of {kind}");
    }

    private static CheckpointException Fault(string path, string problem) => new(CheckpointFault.Schema, $"checkpoint: {path} {problem}");
}
