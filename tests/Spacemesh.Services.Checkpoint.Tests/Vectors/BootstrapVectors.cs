using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Services.Checkpoint.Bootstrap;
using Spacemesh.Services.Checkpoint.Tests.Support;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Checkpoint.Tests.Vectors;

/// <summary>Rounds of the bootstrap updater: what is asked, what comes of it, what stays on disk.</summary>
[VectorFile("08-bootstrap")]
public sealed class BootstrapVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var folder = new TestFolder();
        var web = new ServedFiles(address => Answer(vector.In, address));
        var updates = new List<string>();
        var network = new NetworkParameters
        {
            LayersPerEpoch = vector.In.U32("layers_per_epoch"),
            LayerDuration = TimeSpan.FromMinutes(5),
            GenesisTime = DateTimeOffset.UnixEpoch,
            GoldenAtx = default,
            AddressPrefix = "stest",
            RestoreLayer = new LayerId(vector.In.U32("effective_genesis") + 1),
        };
        var options = new BootstrapOptions
        {
            Url = new Uri("http://localhost/bootstrap"),
            Version = BootstrapDocument.DefaultVersion,
            Folder = folder.File("bootstrap"),
            Interval = TimeSpan.FromMinutes(1),
        };
        var updater = new BootstrapUpdater(
            options, new LayerClock(network, TimeProvider.System), TimeProvider.System, web,
            (update, _) =>
            {
                updates.Add(Text(update));
                return default;
            },
            NullLogger.Instance);
        foreach (var expected in vector.Out.GetProperty("rounds").EnumerateArray())
        {
            web.Asked.Clear();
            updates.Clear();
            bool ok = Run(updater, new EpochId(expected.U32("current_epoch")), out string reason);
            VectorCase.Equal(expected.Flag("ok"), ok, $"ok ({reason})");
            VectorCase.Equal(Texts(expected, "requests"), string.Join(", ", web.Asked.Select(address => address.AbsolutePath.Split('/')[^1])), "requests");
            var given = expected.Has("updates") ? expected.GetProperty("updates").EnumerateArray().Select(Text) : [];
            VectorCase.Equal(string.Join('\n', given), string.Join('\n', updates), "updates");
            VectorCase.Equal(Texts(expected, "files_after"), Files(folder.Root), "files");
        }
    }

    private static bool Run(BootstrapUpdater updater, EpochId current, out string reason)
    {
        reason = "";
        try
        {
#pragma warning disable VSTHRD002 // Every answer is there at once.
            updater.RunRoundAsync(current, CancellationToken.None).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
            return true;
        }
        catch (BootstrapException exception)
        {
            reason = exception.Message;
            return false;
        }
    }

    private static (int Status, byte[] Body) Answer(JsonElement given, Uri address)
    {
        string name = address.AbsolutePath.Split('/')[^1];
        byte[]? body = given.Has("served") && given.GetProperty("served").Has(name) ? Encoding.UTF8.GetBytes(given.GetProperty("served").Text(name)) : null;
        int status = given.Has("status") && given.GetProperty("status").Has(name) ? given.GetProperty("status").I32(name) : body is null ? 404 : 200;
        return (status, body ?? []);
    }

    private static string Texts(JsonElement parent, string name) =>
        parent.Has(name) ? string.Join(", ", parent.GetProperty(name).EnumerateArray().Select(text => text.GetString())) : "";

    private static string Text(JsonElement update) => $"{update.U32("epoch")} {update.Text("beacon")} [{Texts(update, "active_set")}]";

    private static string Text(BootstrapUpdate update) => $"{update.Epoch} {update.Beacon} [{string.Join(", ", update.ActiveSet.Select(id => id.ToHex()))}]";

    private static string Files(string root) => string.Join(
        ", ", Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root, path).Replace('\\', '/')).Order(StringComparer.Ordinal));
}
