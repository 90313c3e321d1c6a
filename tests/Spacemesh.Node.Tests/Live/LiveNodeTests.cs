using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Spacemesh.Node.Tests.Floods;
using Spacemesh.Rpc.Tests.Kit;

namespace Spacemesh.Node.Tests.Live;

/// <summary>A standalone network of a real process: it mines, answers, stops and goes on.</summary>
[Collection(AloneCollection.Name)]
public sealed partial class LiveNodeTests(LiveNode node)
{
    [Fact]
    public async Task Node_minesStopsCleanlyAndContinuesItsNetwork()
    {
        await node.StartAsync();
        await node.SaidAsync("candidate layer is verified");
        uint applied = await node.RewardedAsync(0);
        Assert.Equal(0, await node.StopAsync());
        Assert.Contains("app cleanup completed", node.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(node.Data, "*-wal"));
        await node.StartAsync();
        Assert.True(await node.RewardedAsync(applied) > applied);
    }

    [Fact]
    public async Task Metrics_ofTheProcess_tellWhatItDoes()
    {
        // All of them have moved once a whole epoch went by: it holds a registration at the PoET.
        const uint Layers = 25;
        await node.StartAsync();
        uint applied = await node.RewardedAsync(0);
        using var http = new HttpClient();
        string text = "";
        string[] still = [];
        for (uint last = applied + Layers; ; applied = await node.RewardedAsync(applied))
        {
            text = await http.GetStringAsync($"http://127.0.0.1:{node.Metrics}/metrics");
            still = [.. Metering.MetricSightings.Live.Where(name => ValueOf(text, name) + ValueOf(text, name + "_count") <= 0)];
            if (still.Length == 0 || applied >= last)
                break;
        }

        Assert.True(still.Length == 0, $"{string.Join(", ", still)} stay at zero in {text}");
        foreach (string name in (ReadOnlySpan<string>)["spacemesh_vm_applied_layer", "spacemesh_consensus_cache_atxs", "spacemesh_vm_rewards", "spacemesh_hare_session", "spacemesh_p2p_processed_messages_duration_count", "process_resident_memory_bytes"])
            Assert.True(ValueOf(text, name) > 0, $"{name} in {text}");

        // A family appears once, with its type before its samples.
        var families = Type().Matches(text).Select(match => match.Groups["name"].Value).ToList();
        Assert.Equal(families.Distinct(StringComparer.Ordinal), families);
    }

    [Theory]
    [InlineData("profile?seconds=1", "cpu")]
    [InlineData("heap", "inuse_space")]
    public async Task Profile_isAGzippedProfileThatNamesItsValues(string path, string value)
    {
        await node.StartAsync();
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        using var answer = await http.GetAsync($"http://127.0.0.1:{node.Profiles}/debug/pprof/{path}");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        using var packed = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var raw = new MemoryStream();
        await packed.CopyToAsync(raw);
        var input = new CodedInputStream(raw.ToArray());
        var (strings, samples, functions) = (new List<string>(), 0, 0);
        while (input.ReadTag() is not 0 and var tag)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 2:
                    samples++;
                    input.SkipLastField();
                    break;
                case 5:
                    functions++;
                    input.SkipLastField();
                    break;
                case 6:
                    strings.Add(input.ReadString());
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        Assert.Equal("", strings[0]);
        Assert.Contains(value, strings);
        Assert.True(samples > 0 && functions > 0, $"{samples} samples of {functions} functions");
        Assert.Contains(strings, text => text.Contains("System.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RestartAdvice_isGivenByTheNodeAndItsCommand()
    {
        await node.StartAsync();
        using var http = new HttpClient();
        using var advice = JsonDocument.Parse(await http.GetStringAsync($"http://127.0.0.1:{node.Dashboard}/api/restart"));
        Assert.True(advice.RootElement.GetProperty("safe").ValueKind is JsonValueKind.True or JsonValueKind.False);
        var (status, output) = await RunAsync("dotnet", Path.Combine(AppContext.BaseDirectory, "spacemesh.dll"), "safe-to-restart", "--dashboard", $"127.0.0.1:{node.Dashboard}");
        Assert.True(status is 0 or 3, output);
    }

    /// <summary>Half-open connections, garbage and open streams on all listeners at the same time.</summary>
    [Fact]
    public async Task Floods_ofAllListeners_doNotKeepItFromMining()
    {
        await node.StartAsync();
        uint before = await node.RewardedAsync(0);
        var flood = new List<RawConnection>();
        try
        {
            foreach (int port in (int[])[node.Public, node.Private, node.Json, node.Metrics, node.Dashboard, node.Profiles])
            {
                var at = new IPEndPoint(IPAddress.Loopback, port);
                foreach (string sent in (string[])["", "PRI * HTTP/2.0\r\n", "GET /metrics HTTP/1.1\r\nHost: ", "\u0016\u0003\u0001\u0000\u0005garbage\r\n\r\n", "GET /api/events HTTP/1.1\r\nHost: x\r\n\r\n"])
                    flood.AddRange(await RawConnection.OpenManyAsync(at, 100, sent));
            }

            Assert.True(await node.RewardedAsync(before) > before);
        }
        finally
        {
            flood.ForEach(connection => connection.Dispose());
        }

        Assert.DoesNotContain("\tFATAL\t", node.Output, StringComparison.Ordinal);
        using var http = new HttpClient();
        await Eventually.True(() => AnswersAsync(http).GetAwaiter().GetResult());

        async Task<bool> AnswersAsync(HttpClient client)
        {
            try
            {
                return (await client.GetStringAsync($"http://127.0.0.1:{node.Metrics}/metrics")).Contains("spacemesh_vm_applied_layer", StringComparison.Ordinal);
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Second_startOnTheFolder_saysThatOneRunsAndChangesNothing()
    {
        await node.StartAsync();
        var (status, output) = await RunAsync("dotnet", Path.Combine(AppContext.BaseDirectory, "spacemesh.dll"), "--config", Path.Combine(node.Folder, "config.json"));
        Assert.Equal(1, status);
        Assert.Contains("only one spacemesh instance should be running", output, StringComparison.Ordinal);
    }

    /// <summary>The clients of examples/: grpc-js over reflection, and curl on the JSON gateway.</summary>
    [Fact]
    public async Task Example_clients_work()
    {
        await node.StartAsync();
        await node.RewardedAsync(0);
        string examples = Path.Combine(Root(), "examples");
        var (status, output) = await RunAsync("bash", Path.Combine(examples, "curl.sh"), $"http://127.0.0.1:{node.Json}");
        Assert.True(status == 0, output);
        Assert.Contains("isSynced", output, StringComparison.Ordinal);
        var js = new Rpc.Tests.Kit.GrpcJs();
        Assert.SkipWhen(js.Missing is not null, js.Missing ?? "");
        (status, output) = await RunAsync("node", Path.Combine(examples, "client.mjs"), js.Folder, $"127.0.0.1:{node.Public}", $"127.0.0.1:{node.Private}");
        Assert.True(status == 0, output);
        Assert.Contains("rewards", output, StringComparison.Ordinal);
    }

    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Spacemesh.slnx")))
            folder = folder.Parent;
        return folder.FullName;
    }

    internal static async Task<(int Status, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            output += await error;
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, output);
        }
        catch (OperationCanceledException e)
        {
            process.Kill();
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} does not end", e);
        }
    }

    private static double ValueOf(string scrape, string name) => scrape.Split('\n')
        .Where(line => line.StartsWith(name + " ", StringComparison.Ordinal) || line.StartsWith(name + "{", StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));

    [GeneratedRegex("^# TYPE (?<name>[^ ]+) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Type();
}
