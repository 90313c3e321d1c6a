using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Logging;
using Spacemesh.Post;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Post.Remote.PowService;
using Spacemesh.Runtime;

namespace Spacemesh.Tools.PowService;

/// <summary><c>k2pow-service</c>: finds proofs of work for PoST services (spec 02 §10).</summary>
internal sealed class PowProgram(TextWriter output, TextWriter error, TimeProvider time)
{
    private readonly Option<IPEndPoint> _address = new("--bind-address", "-b")
    {
        Description = "address to serve at",
        DefaultValueFactory = _ => new IPEndPoint(IPAddress.Any, 3000),
        CustomParser = result =>
        {
            if (IPEndPoint.TryParse(result.Tokens[0].Value, out var address) && result.Tokens[0].Value.Contains(':', StringComparison.Ordinal))
                return address;
            result.AddError($"--bind-address: '{result.Tokens[0].Value}' is not IP:PORT");
            return null;
        },
    };

    private readonly Option<byte> _cores = new("--cores") { Description = "threads; 0 for all cores", DefaultValueFactory = _ => 0 };

    private readonly Option<string> _mode = new("--randomx-mode") { Description = "fast (2 GiB of memory) or light", DefaultValueFactory = _ => "fast" };

    private readonly Option<bool> _largePages = new("--randomx-large-pages") { Description = "use large pages" };

    /// <summary>Told of the address once it is served.</summary>
    public Action<IPEndPoint>? Started { get; init; }

    public Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken = default)
    {
        _mode.AcceptOnlyFromAmong("fast", "light");
        var root = new RootCommand("Finds proofs of work (k2pow) for PoST services. Load balancers must keep /job/{miner}/{group} on one worker.") { _address, _cores, _mode, _largePages };
        root.SetAction((parsed, token) => ServeAsync(parsed, token));
        return root.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }, cancellationToken);
    }

    private async Task<int> ServeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(new LineLog(error, time)).AddFilter("Microsoft", LogLevel.Warning));
        var log = logs.CreateLogger("k2pow");
        try
        {
            int cores = parsed.GetValue(_cores);
            await using var pool = new WorkPool(new WorkPoolOptions { Parallelism = cores > 0 ? cores : Environment.ProcessorCount, Name = "k2pow" });
            using var randomX = new RandomXPool(new RandomXOptions { LargePages = parsed.GetValue(_largePages) }, pool);
            // The dataset is made once and serves all jobs.
            var source = new LocalPowSource(randomX, parsed.GetValue(_mode) == "fast" ? RandomXMode.Fast : RandomXMode.Light, pool);
            await using var desk = new PowDesk(source, log);
            await using var server = await PowServer.StartAsync(parsed.GetValue(_address)!, desk, logs, cancellationToken);
            log.LogInformation("listening on http://{Address}", server.EndPoint);
            Started?.Invoke(server.EndPoint);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (Exception exception) when (exception is IOException or PostException)
        {
            await error.WriteLineAsync("Error: " + exception.Message);
            return 1;
        }
    }
}
