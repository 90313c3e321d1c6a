using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Spacemesh.Tools.Testnet;

/// <summary>
/// The page that shows all nodes, the commands to the running network, and the bootstrap document of the first epoch with ATXs. Listens on
/// loopback; commands need a header that no web page can send by itself.
/// </summary>
internal sealed partial class ControlServer : IAsyncDisposable
{
    public const string CommandHeader = "X-Testnet";

    private readonly Testnet _testnet;
    private readonly TextWriter _output;
    private readonly Action _stop;
    private readonly WebApplication _application;

    private ControlServer(Testnet testnet, TextWriter output, Action stop)
    {
        (_testnet, _output, _stop) = (testnet, output, stop);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, testnet.Plan.BasePort);
        });
        builder.Services.AddRoutingCore();
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    public static async Task<ControlServer> StartAsync(Testnet testnet, TextWriter output, Action stop)
    {
        var server = new ControlServer(testnet, output, stop);
        await server._application.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await _application.StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // Whoever still reads is cut off.
        }

        await _application.DisposeAsync();
    }

    [GeneratedRegex(@"^/nodes/(?<node>\d{1,3})/(?<what>kill|stop|start|pause|resume|recover)\z")]
    private static partial Regex NodeCommand();

    private async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        try
        {
            if (HttpMethods.IsPost(context.Request.Method))
            {
                context.Response.StatusCode = context.Request.Headers.ContainsKey(CommandHeader) ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden;
                if (context.Response.StatusCode == StatusCodes.Status200OK)
                    await context.Response.WriteAsync(await CommandAsync(path, context.Request.Query));
                return;
            }

            switch (path)
            {
                case "/":
                    context.Response.ContentType = "text/html; charset=utf-8";
                    await context.Response.WriteAsync(Resource("index.html"));
                    break;
                case "/api/testnet":
                    context.Response.ContentType = "application/json";
                    await context.Response.Body.WriteAsync(State());
                    break;
                case "/check":
                    context.Response.ContentType = "text/plain; charset=utf-8";
                    var report = await _testnet.CheckAsync(context.RequestAborted);
                    context.Response.StatusCode = report.Agrees ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;
                    await context.Response.WriteAsync(report.ToText());
                    break;
                default:
                    if (_testnet.FirstEpochs.FirstOrDefault(epoch => path == $"/bootstrap/{BootstrapDocument.NameOf(epoch)}") is > 0 and var first)
                        await context.Response.WriteAsync(BootstrapDocument.Of(_testnet.Plan, first));
                    else
                        context.Response.StatusCode = StatusCodes.Status404NotFound;
                    break;
            }
        }
        catch (TestnetException exception)
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            await context.Response.WriteAsync(exception.Message);
        }
    }

    private async Task<string> CommandAsync(string path, IQueryCollection query)
    {
        if (path == "/stop")
        {
            _stop();
            return "stopping";
        }

        if (path == "/join")
        {
            var joined = await _testnet.JoinAsync(int.TryParse(query["copy-from"], CultureInfo.InvariantCulture, out int from) ? from : null);
            return Tell($"node {joined.Number} joins: {joined.Dashboard}");
        }

        if (path == "/partition")
        {
            int[] side = [.. query["nodes"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
            _testnet.Separate(side);
            return Tell($"nodes {string.Join(", ", side)} and the others do not hear each other");
        }

        if (path == "/heal")
        {
            _testnet.Separate([]);
            return Tell("all nodes hear each other");
        }

        var match = NodeCommand().Match(path);
        if (!match.Success)
            throw new TestnetException($"unknown command {path}");
        var node = _testnet.Node(int.Parse(match.Groups["node"].ValueSpan, CultureInfo.InvariantCulture));
        switch (match.Groups["what"].Value)
        {
            case "kill":
                await node.KillAsync();
                return Tell($"node {node.Number} was killed");
            case "stop":
                await node.StopAsync();
                return Tell($"node {node.Number} was stopped");
            case "pause":
                node.Pause(true);
                return Tell($"node {node.Number} stands still");
            case "resume":
                node.Pause(false);
                return Tell($"node {node.Number} goes on");
            case "recover":
                var recovery = await _testnet.RecoverAsync(node.Number);
                return Tell($"the network begins again with layer {recovery.Layer}, from {Path.GetFileName(recovery.Checkpoint)}");
            default:
                _testnet.Restart(node.Number);
                return Tell($"node {node.Number} starts");
        }
    }

    private string Tell(string text)
    {
        _output.WriteLine(text);
        return text;
    }

    private byte[] State()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("genesis", _testnet.Plan.Genesis.ToUnixTimeMilliseconds());
            json.WriteBoolean("poet", _testnet.PoetRuns);
            json.WriteNumber("poetMemory", _testnet.PoetMemory);
            json.WriteStartArray("nodes");
            foreach (var node in _testnet.Nodes)
            {
                json.WriteStartObject();
                json.WriteNumber("number", node.Number);
                json.WriteString("status", node.Status);
                json.WriteString("dashboard", node.Dashboard.ToString());
                json.WriteNumber("memory", node.Process?.Memory ?? 0);
                json.WritePropertyName("state");
                if (node.State is { } state)
                    state.WriteTo(json);
                else
                    json.WriteNullValue();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"no page {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
