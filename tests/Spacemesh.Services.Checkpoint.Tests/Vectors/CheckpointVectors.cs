using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Checkpoint.Files;
using Spacemesh.Services.Checkpoint.Recovery;
using Spacemesh.Services.Checkpoint.Tests.Support;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Services.Checkpoint.Tests.Vectors;

/// <summary>Checkpoints made of databases, recoveries over them, and what the schema lets through.</summary>
[VectorFile("08-checkpoint")]
public sealed partial class CheckpointVectors : VectorSuite
{
    private const string Artefact = "08-checkpoint.sql";

    /// <summary>The restored network begins at epoch 1 of this root in every case; nothing in them reaches it.</summary>
    private static readonly AtxId Golden = AtxId.FromBytes(Convert.FromHexString("fd0aedb99744d0250943fb422205cfdb6464a491d655ad247edcbb268d939310"));

    private readonly List<string> _generated = [];
    private string _lastFile = "";

    public override void Open(VectorFile file) =>
        _generated.AddRange(file.Cases.Where(vector => vector.Name.StartsWith("generate", StringComparison.Ordinal)).Select(vector => vector.Out.Text("file")));

    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("change"))
            CheckSchema(vector);
        else if (vector.In.Has("num_atxs"))
            CheckGenerated(vector);
        else
            CheckRecovery(vector);
    }

    private static void CheckGenerated(VectorCase vector)
    {
        using var folder = new TestFolder();
        var named = ArtefactName().Match(vector.Name);
        using var state = Databases.OpenState(folder.Copy(vector.File, named.Success ? named.Value : Artefact, "state.sql"));
        string path = new CheckpointWriter(state, new InlineWorkPool(), folder.Root).Write(new LayerId(vector.In.U32("layer")), vector.In.U32("num_atxs"));
        VectorCase.Equal($"snapshot-{vector.In.U32("layer")}", Path.GetFileName(path), "name");
        VectorCase.Equal(WithoutRepetition(vector.Out.Text("file")), File.ReadAllText(path), "file");
    }

    /// <summary>The reference lists a marriage ATX twice where it is also among the newest; ours lists it once (spec 08 §15.2).</summary>
    private static string WithoutRepetition(string file)
    {
        using var document = JsonDocument.Parse(file);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var atx in document.RootElement.GetProperty("data").GetProperty("atxs").EnumerateArray())
        {
            if (seen.Add(atx.Text("id")))
                continue;
            string text = "," + atx.GetRawText();
            file = file.Remove(file.LastIndexOf(text, StringComparison.Ordinal), text.Length);
        }

        return file;
    }

    private void CheckSchema(VectorCase vector)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Changed(_generated[0], vector.In.Text("change")));
        bool accepted = true;
        string reason = "";
        try
        {
            CheckpointFile.Validate(bytes);
        }
        catch (CheckpointException exception)
        {
            (accepted, reason) = (false, exception.Message);
        }

        VectorCase.Equal(vector.Out.Flag("ok"), accepted, $"accepted ({reason})");
    }

    private static string Changed(string file, string change)
    {
        var root = JsonNode.Parse(file)!.AsObject();
        var data = root["data"]!.AsObject();
        var atxs = data["atxs"]!.AsArray();
        var atx = atxs[0]!.AsObject();
        var accounts = data["accounts"]!.AsArray();
        switch (change)
        {
            case "unchanged": break;
            case "version another string": root["version"] = "another string"; break;
            case "atxs empty": data["atxs"] = new JsonArray(); break;
            case "accounts empty": data["accounts"] = new JsonArray(); break;
            case "same atx twice": atxs.Add(atx.DeepClone()); break;
            case "same account twice": accounts.Add(accounts[0]!.DeepClone()); break;
            case "accounts with a number inside": accounts.Add(7); break;
            case "epoch negative": atx["epoch"] = -1; break;
            case "epoch a string": atx["epoch"] = "1"; break;
            case "epoch 1.5": atx["epoch"] = 1.5; break;
            case "numUnits 0": atx["numUnits"] = 0; break;
            case "tickCount 0": atx["tickCount"] = 0; break;
            case "id a number": atx["id"] = 5; break;
            case "units a number": atx["units"] = 5; break;
            case "units with a string value": atx["units"]!.AsObject()["x"] = "y"; break;
            case "additional field in the atx": atx["more"] = 1; break;
            case "additional field in data": data["more"] = 1; break;
            case "additional top level field": root["more"] = 1; break;
            case var _ when Without(change, "no data.") is { } name: data.Remove(name); break;
            case var _ when Without(change, "no ") is { } name: root.Remove(name); break;
            case var _ when Without(change, "first atx without ") is { } name: atx.Remove(name); break;
            case var _ when Without(change, "first atx with ") is { } name && Null(name) is { } field: atx[field] = null; break;
            case var _ when Without(change, "data.") is { } name && Null(name) is { } field: data[field] = null; break;
            default: throw new NotSupportedException($"change '{change}'");
        }

        return root.ToJsonString();
    }

    private static string? Without(string text, string prefix) => text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;

    private static string? Null(string text) => text.EndsWith(" null", StringComparison.Ordinal) ? text[..^" null".Length] : null;

    private void CheckRecovery(VectorCase vector)
    {
        using var folder = new TestFolder();
        folder.Copy(vector.File, Artefact, "state.sql");
        folder.Copy(vector.File, "08-checkpoint-local.sql", "local.sql");
        Directory.CreateDirectory(folder.File("bootstrap/3"));
        string? file = !vector.In.Has("file") ? null : vector.In.Text("file") switch
        {
            "output of the second generate case" => _generated[1],
            "output of the third generate case" => _generated[2],
            "as the previous case" => _lastFile,
            var literal => literal,
        };
        if (file is { Length: > 0 })
            _lastFile = file;
        var web = new ServedFiles(_ => file is null ? (404, []) : (200, Encoding.UTF8.GetBytes(file)));
        var options = new RecoveryOptions(
            vector.In.Has("uri") ? vector.In.Text("uri") : "http://localhost/some/cp", new LayerId(vector.In.U32("restore")), vector.In.Flag("preserve_own"));
        var recovery = new CheckpointRecovery(options, new RecoveryParts
        {
            DataFolder = folder.Root,
            OpenState = Databases.OpenState,
            OpenLocal = Databases.OpenLocal,
            Web = web,
            GoldenAtx = Golden,
            Identities = vector.In.Has("smesher") ? [NodeId.FromBytes(vector.In.Hex("smesher"))] : [],
            Time = TimeProvider.System,
            Log = NullLogger.Instance,
        });
        RecoveryOutcome? outcome = null;
        string reason = "";
        try
        {
#pragma warning disable VSTHRD002 // The files are local.
            outcome = recovery.RunAsync().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        }
        catch (CheckpointException exception)
        {
            reason = exception.Message;
        }

        VectorCase.Equal(vector.Out.Flag("ok"), outcome is not null, $"ok ({reason})");
        VectorCase.Equal(Expected(vector.Out.GetProperty("data_dir_after")), Listing(folder.Root), "data folder");
        if (!vector.Out.TryGetProperty("tables", out var tables))
        {
            VectorCase.True(outcome?.Restored is null, "nothing is restored");
            return;
        }

        VectorCase.Equal(vector.Out.U32("effective_genesis"), outcome!.Restored!.Value.Value - 1, "effective genesis");
        CheckTables(tables, folder.File("state.sql"));
        CheckPreserved(vector.Out, outcome.Preserved);
    }

    private static void CheckTables(JsonElement tables, string path)
    {
        using var state = Databases.OpenState(path);
        foreach (var table in tables.EnumerateObject())
        {
            string[] expected = table.Value.ValueKind == JsonValueKind.Null ? [] : [.. table.Value.EnumerateArray().Select(row => Plain(row.GetString()!)).Order(StringComparer.Ordinal)];
            var actual = table.Name switch
            {
                "user_version" => Databases.Rows(state, "PRAGMA user_version"),
                "recovery" => Databases.Rows(state, "SELECT restore FROM recovery"),
                var name => Databases.Rows(state, $"SELECT * FROM {name}"),
            };
            VectorCase.Equal(string.Join('\n', expected), string.Join('\n', actual.Order(StringComparer.Ordinal)), table.Name);
        }
    }

    private static void CheckPreserved(JsonElement expected, PreservedAtxs actual)
    {
        var atxs = expected.Has("preserved_atxs") ? expected.GetProperty("preserved_atxs").EnumerateArray().Select(atx => $"{atx.Text("id")} {atx.U32("publish_epoch")} {atx.I32("blob_len")}") : [];
        VectorCase.Equal(string.Join('\n', atxs), string.Join('\n', actual.Atxs.Select(atx => $"{atx.Id.ToHex()} {atx.Published} {atx.Blob.Bytes.Length}")), "preserved ATXs");
        var proofs = expected.Has("preserved_proofs") ? expected.GetProperty("preserved_proofs").EnumerateArray().Select(proof => $"{proof.Text("blake3")} {proof.I32("len")} {proof.Text("round_id")}") : [];
        VectorCase.Equal(string.Join('\n', proofs), string.Join('\n', actual.Proofs.Select(proof => $"{Blake3.Hash(proof.Message.Span).ToHex()} {proof.Message.Length} {RoundOf(proof.Message)}")), "preserved proofs");
    }

    private static string RoundOf(Codec.ScaleBytes message) =>
        Codec.Scale.TryDecode<PoetProofMessage>(message.Span, out var proof, out _) ? proof.RoundId.ToString() : "?";

    /// <summary>Nullable BLOBs have an x before them.</summary>
    private static string Plain(string row) => string.Join('|', row.Split('|').Select(value => value.StartsWith('x') ? value[1..] : value));

    /// <summary>
    /// Files that matter: SQLite's companions come and go, and the reference leaves unfinished downloads where ours does not.
    /// </summary>
    private static string Expected(JsonElement listing)
    {
        var names = listing.EnumerateArray().Select(name => name.GetString()!).Where(name => !IsCompanion(name) && !Unfinished().IsMatch(name)).ToList();
        if (names.Contains("recovery") && !names.Exists(name => name.StartsWith("recovery/", StringComparison.Ordinal)))
            names.Remove("recovery");
        return string.Join(", ", names);
    }

    private static bool IsCompanion(string name) => name.EndsWith("-wal", StringComparison.Ordinal) || name.EndsWith("-shm", StringComparison.Ordinal);

    private static string Listing(string root)
    {
        var names = new List<string>();
        foreach (string path in Directory.GetFileSystemEntries(root))
        {
            string name = Path.GetFileName(path);
            if (!Directory.Exists(path))
            {
                names.Add(name);
            }
            else if (name.StartsWith("backup.", StringComparison.Ordinal))
            {
                names.Add("backup.<unix s>/");
            }
            else if (name.StartsWith("recovery.", StringComparison.Ordinal))
            {
                names.Add($"recovery.<unix ns>/[{string.Join(' ', Directory.GetFiles(path).Select(Path.GetFileName))}]");
            }
            else
            {
                names.Add(name);
                names.AddRange(Directory.GetFileSystemEntries(path).Select(inner => $"{name}/{Path.GetFileName(inner)}"));
            }
        }

        return string.Join(", ", names.Where(name => !IsCompanion(name)).Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"08-checkpoint[\w-]*\.sql")]
    private static partial Regex ArtefactName();

    [GeneratedRegex(@"^recovery/.*-restore-120\d+$")]
    private static partial Regex Unfinished();
}
