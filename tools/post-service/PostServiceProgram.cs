using System.Globalization;
using Microsoft.Extensions.Logging;
using Spacemesh.Post;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Post.Remote.Operator;
using Spacemesh.Post.Remote.PowService;
using Spacemesh.Post.Remote.ServiceSide;
using Spacemesh.Post.Remote.Tls;
using Spacemesh.Primitives;
using Spacemesh.Rpc.Client;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Setup;

namespace Spacemesh.Tools.PostService;

/// <summary><c>post-service</c>: proves one identity's PoST data for a node (spec 02 §9.2).</summary>
internal sealed class PostServiceProgram(TextWriter output, TextWriter error, TimeProvider time, string? logLevel)
{
    private const int Failed = 1;
    private const int BadUsage = 2;

    /// <summary>What a panic of the reference exits with.</summary>
    private const int BadParameters = 101;

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (ServiceArguments.Question(arguments) is { } answer)
        {
            await output.WriteAsync(answer);
            return 0;
        }

        ServiceArguments parsed;
        try
        {
            parsed = ServiceArguments.Parse(arguments);
            parsed.Network.Scrypt.Validate();
        }
        catch (Exception exception) when (exception is UsageException or InvalidOptionException)
        {
            await error.WriteAsync($"error: {exception.Message}\n\nFor more information, try '--help'.\n");
            return BadUsage;
        }
        catch (PostOptionException exception)
        {
            await error.WriteAsync($"Error: {exception.Message}\n");
            return BadParameters;
        }

        using var logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new RustLog(error, time, logLevel))
            .AddFilter("Microsoft", LogLevel.Warning));
        try
        {
            await ServeAsync(parsed, logs, cancellationToken);
            return 0;
        }
        catch (OperationCanceledException)
        {
            logs.CreateLogger("post_service::service").LogInformation("shutting down post service");
            return 0;
        }
        catch (Exception exception) when (exception is PostServiceException or PostException or InvalidDataException or IOException or UnauthorizedAccessException or InvalidOptionException)
        {
            await error.WriteAsync($"Error: {exception.Message}\n");
            return Failed;
        }
    }

    private async Task ServeAsync(ServiceArguments arguments, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        var log = logs.CreateLogger("post_service");
        Announce(arguments, log);
        await using var pool = PoolOf(arguments, log);
        var directories = PostDataDirectories.Parse(arguments.DataDirectory);
        var randomX = new RandomXPool(new RandomXOptions(), pool);
        using var held = randomX;
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };
        ValueTask<IRandomX> Light(CancellationToken token) => randomX.GetAsync(RandomXMode.Light, cancellationToken: token);
        IPowSource pow = arguments.Pow is { } remote
            ? new RemotePowSource(remote, http, Light, time, logs.CreateLogger("post_service::k2pow"))
            : new LocalPowSource(randomX, arguments.IsFast ? RandomXMode.Fast : RandomXMode.Light, pool);
        await using var service = Create(arguments, directories, pow, Light, pool, logs);
        try
        {
            RequireUnits(service.Metadata, arguments.Network);
            using var folder = PostFolderLock.Acquire(directories);
            await RunAsync(arguments, service, log, logs, cancellationToken);
        }
        finally
        {
            logs.CreateLogger("post_service::service").LogInformation("shutting down post service");
        }
    }

    private async Task RunAsync(ServiceArguments arguments, PostProofService service, ILogger log, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        var client = new PostServiceClient(
            new PostServiceClientOptions { Node = NodeOf(arguments, log), Tls = TlsOf(arguments, log), ReconnectInterval = arguments.Reconnect, MaxRetries = arguments.MaxRetries },
            service, time, logs.CreateLogger("post_service::client"));
        await using var api = arguments.OperatorAddress is { } address ? await OperatorApi.StartAsync(address, service, logs, cancellationToken) : null;
        if (api is not null)
            log.LogInformation("operator API is at http://{Address}/status", api.EndPoint);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = arguments.WatchPid is { } pid ? new ProcessWatch(pid, time, log).RunAsync(stop.Token) : null;
        var connecting = client.RunAsync(stop.Token);
        var ended = watching is null ? connecting : await Task.WhenAny(connecting, watching);
        try
        {
            await ended;
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var other in new[] { connecting, watching })
            {
                if (other is not null && other != ended)
                    await ((Task)other).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static void Announce(ServiceArguments arguments, ILogger log)
    {
        var network = arguments.Network;
        log.LogInformation("POST network parameters: {Parameters}", string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"min_num_units":{{{network.MinNumUnits}}},"max_num_units":{{{network.MaxNumUnits}}},"k1":{{{network.K1}}},"k2":{{{network.K2}}},"pow_difficulty":"{{{network.PowDifficulty.ToHex().ToUpperInvariant()}}}","scrypt":{"n":{{{network.Scrypt.N}}},"r":{{{network.Scrypt.R}}},"p":{{{network.Scrypt.P}}}}}"""));
        string threads = arguments.Threads?.ToString(CultureInfo.InvariantCulture) ?? "null";
        string cores = arguments.PinnedCores is null ? "null" : $"[{string.Join(',', arguments.PinnedCores)}]";
        log.LogInformation("POST proving settings: {Settings}", string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"cores":{"threads":{{threads}},"pinned_cores":{{cores}}},"nonces":{{arguments.Nonces}},"randomx_mode":"{{(arguments.IsFast ? "Fast" : "Light")}}"}"""));
    }

    private static WorkPool PoolOf(ServiceArguments arguments, ILogger log)
    {
        if (arguments.PinnedCores is not { } cores)
        {
            if (arguments.Threads is { } threads and > 0)
                log.LogInformation("using {Threads} cores", threads);
            else
                log.LogInformation("using all available cores");
            return new WorkPool(new WorkPoolOptions { Parallelism = arguments.Threads is > 0 and var count ? count : Environment.ProcessorCount, Name = "prover" });
        }

        log.LogInformation("using {Threads} threads, pinned to cores: [{Cores}]", cores.Count, string.Join(", ", cores));
        foreach (int core in cores)
        {
            if (!CoreAffinity.CanPin(core))
                throw new PostServiceException($"failed to pin a thread to core {core}");
        }

        return new WorkPool(new WorkPoolOptions { Parallelism = cores.Count, Name = "prover", ThreadStarted = number => CoreAffinity.TryPin(cores[number]) });
    }

    private PostProofService Create(
        ServiceArguments arguments, PostDataDirectories directories, IPowSource pow, Func<CancellationToken, ValueTask<IRandomX>> verifying, WorkPool pool, ILoggerFactory logs)
    {
        var options = new PostProofServiceOptions
        {
            Directories = directories,
            Network = arguments.Network,
            Proving = new ProvingOptions { Nonces = arguments.Nonces },
        };
        try
        {
            return new PostProofService(options, pow, verifying, pool, time, logs.CreateLogger("post_service::service"));
        }
        catch (PostException exception)
        {
            string cause = !directories.Paths.All(Directory.Exists) || !directories.Paths.Any(path => File.Exists(Path.Combine(path, PostMetadataFile.Name)))
                ? "No such file or directory (os error 2)"
                : exception.Message;
            throw new PostServiceException($"creating Post Service\n\nCaused by:\n   0: loading POST metadata\n   1: {cause}", exception);
        }
    }

    private static void RequireUnits(PostMetadata metadata, PostConfig network)
    {
        if (metadata.NumUnits < network.MinNumUnits || metadata.NumUnits > network.MaxNumUnits)
            throw new PostServiceException($"number of units in the POST data is out of range: {metadata.NumUnits} not in {network.MinNumUnits}..={network.MaxNumUnits}");
    }

    /// <summary>Without a scheme it is http; any scheme connects in plain unless TLS is configured.</summary>
    private static Uri NodeOf(ServiceArguments arguments, ILogger log)
    {
        string text = arguments.Node.Contains("://", StringComparison.Ordinal) ? arguments.Node : "http://" + arguments.Node;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Host.Length == 0)
            throw new PostServiceException($"invalid node address '{arguments.Node}': it is http://HOST:PORT, or https://HOST:PORT with --ca-cert, --cert and --key");
        string scheme = arguments.Tls is null ? "http" : "https";
        if (address.Scheme is not ("http" or "https") || (address.Scheme == "https" && arguments.Tls is null))
            log.LogWarning("{Address}: connecting over {Scheme}", arguments.Node, scheme);
        int port = address.Port > 0 ? address.Port : scheme == "https" ? 443 : 80;
        return new UriBuilder(scheme, address.Host, port).Uri;
    }

    private RpcClientTls? TlsOf(ServiceArguments arguments, ILogger log)
    {
        if (arguments.Tls is not { } files)
        {
            log.LogInformation("not configuring TLS");
            return null;
        }

        var tls = files.Load(arguments.Domain);
        log.LogInformation("configuring TLS: server: (CA: {Authority}), client: (cert: {Certificate}, key: {Key})", files.Authorities, files.Certificate, files.Key);
        foreach (var expiry in CertificateExpiry.OfFiles(files.Authorities, files.Certificate))
        {
            if (expiry.WarningAt(time.GetUtcNow()) is { } warning)
                log.LogWarning("{Warning}", warning);
        }

        return tls;
    }
}
