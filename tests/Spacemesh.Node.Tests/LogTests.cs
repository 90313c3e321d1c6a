using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Spacemesh.Node.Logging;
using Spacemesh.Ports.Events;

namespace Spacemesh.Node.Tests;

public sealed class LogTests
{
    [Fact]
    public void Console_entry_isTabSeparatedWithFieldsAsJson()
    {
        string line = Written(json: false, log => log.CreateLogger("hare").LogInformation("layer {LayerId} done", 7));
        string[] parts = line.TrimEnd('\n').Split('\t');
        Assert.Equal(["INFO", "node.hare", "layer 7 done", "{\"layer_id\": 7}"], parts[1..]);
        Assert.True(DateTimeOffset.TryParse(parts[0], CultureInfo.InvariantCulture, out _));
    }

    [Fact]
    public void Json_entry_hasTheKnownKeys()
    {
        using var line = JsonDocument.Parse(Written(json: true, log => log.CreateLogger("node").LogWarning("careful")));
        Assert.Equal("WARN", line.RootElement.GetProperty("L").GetString());
        Assert.Equal("node", line.RootElement.GetProperty("N").GetString());
        Assert.Equal("careful", line.RootElement.GetProperty("M").GetString());
    }

    [Fact]
    public void Level_isPerModuleAndChangesWhileRunning()
    {
        using var output = new StringWriter();
        using var log = new NodeLog(new Dictionary<string, LogLevel> { ["sync"] = LogLevel.Information, ["hare"] = LogLevel.Information }, json: false, new LogSink(output), TimeProvider.System);
        var sync = log.CreateLogger("sync");
        Assert.False(sync.IsEnabled(LogLevel.Debug));
        Assert.True(log.TrySet("sync", LogSeverity.Warn));
        Assert.False(sync.IsEnabled(LogLevel.Information));
        Assert.True(sync.IsEnabled(LogLevel.Warning));
        Assert.True(log.CreateLogger("hare").IsEnabled(LogLevel.Information));
        Assert.True(log.TrySet("sync", LogSeverity.Debug));
        Assert.True(sync.IsEnabled(LogLevel.Debug));
        Assert.False(log.TrySet("nothing", LogSeverity.Debug));
    }

    [Fact]
    public void File_startsAnewAtItsSizeAndKeepsSome()
    {
        var folder = Directory.CreateTempSubdirectory("log");
        try
        {
            string path = Path.Combine(folder.FullName, "node.log");
            using (var sink = new LogSink(TextWriter.Null, path, maxSize: 10, keep: 2))
            {
                foreach (string line in (ReadOnlySpan<string>)["first..\n", "second.\n", "third..\n", "fourth.\n"])
                    sink.Write(line);
            }

            Assert.Equal("fourth.\n", File.ReadAllText(path));
            Assert.Equal("third..\n", File.ReadAllText(path + ".1"));
            Assert.Equal("second.\n", File.ReadAllText(path + ".2"));
            Assert.False(File.Exists(path + ".3"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Written(bool json, Action<NodeLog> write)
    {
        using var output = new StringWriter();
        using var log = new NodeLog(new Dictionary<string, LogLevel>(), json, new LogSink(output), TimeProvider.System);
        write(log);
        return output.ToString();
    }
}
