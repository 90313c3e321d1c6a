using System.Globalization;
using System.Text.Json;
using Spacemesh.Config.Flags;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Config.Tests;

/// <summary>
/// Files and flags with the fields that they change, or the error. Ours differs on purpose (spec 09b §3): numbers are exact, a list flag
/// replaces the configured list, PoET servers are replaced as a whole, and an error says more after the reference's words.
/// </summary>
[VectorFile("09b-config-loading")]
public sealed class LoadingVectors : VectorSuite
{
    private static readonly Dictionary<string, string> ListFlags = new(StringComparer.Ordinal)
    {
        ["bootnodes"] = "p2p/bootnodes",
        ["ping-peers"] = "p2p/ping-peers",
        ["static-relays"] = "p2p/static-relays",
        ["listen"] = "p2p/listen",
        ["advertise-address"] = "p2p/advertise-address",
        ["grpc-tls-services"] = "api/grpc-tls-services",
        ["grpc-cors-allowed-origin"] = "api/grpc-cors-allowed-origins",
    };

    public override void Check(VectorCase vector)
    {
        string[] flags = [.. vector.In.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!)];
        string? file = vector.In.Has("file") ? vector.In.Text("file") : null;
        NodeConfiguration configuration;
        try
        {
            configuration = NodeConfiguration.Load(CommandLine.Parse(flags), VectorMachine.Profile, file, "CONFIG");
        }
        catch (Exception e) when (e is ConfigurationException or FlagException)
        {
            if (vector.Out.Has("error"))
                VectorCase.True(e.Message.StartsWith(vector.Out.Text("error"), StringComparison.Ordinal), $"error: expected {vector.Out.Text("error")}, got {e.Message}");
            else if (!vector.Out.Has("panic"))
                VectorCase.True(file is not null && HasInexactNumber(file, e.Message), $"refused: {e.Message}");
            return;
        }

        if (vector.Out.Has("panic"))
            return;
        VectorCase.True(vector.Out.Has("changed"), $"accepted; the reference refuses it: {(vector.Out.Has("error") ? vector.Out.Text("error") : "?")}");
        CheckChanges(vector, configuration, flags, file);
    }

    private static void CheckChanges(VectorCase vector, NodeConfiguration configuration, string[] flags, string? file)
    {
        var expected = ConfigTree.Leaves(NodeConfiguration.OfPreset(vector.Out.Text("compared_with_preset"), VectorMachine.Profile));
        var actual = ConfigTree.Leaves(configuration);
        var lists = FlaggedLists(flags);
        foreach (var change in vector.Out.GetProperty("changed").EnumerateObject())
        {
            string value = lists.TryGetValue(change.Name, out string? replaced) ? replaced : ConfigTree.Text(change.Value);
            if (change.Name == "main/poet-servers" && flags.FirstOrDefault(flag => flag.StartsWith("--poet-servers=", StringComparison.Ordinal)) is { } servers)
                value = WholeServers(servers["--poet-servers=".Length..]);
            Remove(expected, change.Name);
            if (change.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var (path, leaf) in ConfigTree.Leaves(change.Value))
                    expected[$"{change.Name}/{path}"] = leaf;
            }
            else
            {
                expected[change.Name] = value;
            }
        }

        if (vector.Out.Has("removed"))
        {
            foreach (var path in vector.Out.GetProperty("removed").EnumerateArray())
                expected.Remove(path.GetString()!);
        }

        foreach (string path in expected.Keys.Union(actual.Keys, StringComparer.Ordinal).ToList())
        {
            string was = expected.GetValueOrDefault(path, "absent");
            string now = actual.GetValueOrDefault(path, "absent");
            if (was != now && !IsContainerOf(path, expected, actual) && !(file is not null && LostInDouble(was, now)))
                VectorCase.Equal(was, now, path);
        }
    }

    // An object that got keys, or lost its last, shows as a leaf on one side only.
    private static bool IsContainerOf(string path, SortedDictionary<string, string> expected, SortedDictionary<string, string> actual) =>
        expected.Keys.Concat(actual.Keys).Any(other => other.StartsWith(path + "/", StringComparison.Ordinal));

    private static void Remove(SortedDictionary<string, string> leaves, string path)
    {
        for (string part = path; part.Contains('/', StringComparison.Ordinal);)
        {
            part = part[..part.LastIndexOf('/')];
            leaves.Remove(part);
        }
    }

    private static Dictionary<string, string> FlaggedLists(string[] flags)
    {
        var lists = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        for (int i = 0; i < flags.Length; i++)
        {
            string[] parts = flags[i].TrimStart('-').Split('=', 2);
            if (!ListFlags.TryGetValue(parts[0], out string? path))
                continue;
            string value = parts.Length > 1 ? parts[1] : flags[++i];
            if (!lists.TryGetValue(path, out var items))
                lists.Add(path, items = []);
            items.AddRange(value.Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries));
        }

        return lists.ToDictionary(list => list.Key, list => $"[{string.Join(',', list.Value.Select(item => JsonSerializer.Serialize(item)))}]", StringComparer.Ordinal);
    }

    private static string WholeServers(string json)
    {
        using var document = JsonDocument.Parse(json);
        return $"[{string.Join(',', document.RootElement.EnumerateArray().Select(server => $"{{address:{JsonSerializer.Serialize(Member(server, "address"))},pubkey:{JsonSerializer.Serialize(Member(server, "pubkey"))}}}"))}]";

        static string Member(JsonElement server, string name) => server.TryGetProperty(name, out var value) ? value.GetString()! : "";
    }

    // The reference passes the file's numbers through doubles; ours keeps them.
    private static bool LostInDouble(string reference, string ours) =>
        decimal.TryParse(reference, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal theirs)
        && decimal.TryParse(ours, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact)
        && Math.Abs(exact) > 1L << 53
        && ((double)exact == (double)theirs || (exact >= 9223372036854775808m && theirs == 9223372036854775808m));

    private static bool HasInexactNumber(string file, string message) =>
        (message.Contains("is not a whole number", StringComparison.Ordinal) || message.Contains("is not between", StringComparison.Ordinal)) && file.AsSpan().ContainsAnyInRange('0', '9');
}
