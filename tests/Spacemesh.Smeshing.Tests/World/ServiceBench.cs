using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Post.Remote.ServiceSide;
using Spacemesh.Rpc.Client;
using Spacemesh.Runtime;
using Spacemesh.Tools.PostService;

namespace Spacemesh.Smeshing.Tests.World;

/// <summary>The inside of a <c>post-service</c> process over real data.</summary>
internal sealed class ServiceBench : IAsyncDisposable
{
    private static readonly RandomXPool RandomX = new(new RandomXOptions { LargePages = false }, new InlineWorkPool());

    private readonly WorkPool _pool = new(new WorkPoolOptions { Parallelism = 1, Name = "prover" });
    private readonly CancellationTokenSource _stop = new();
    private Task _connecting = Task.CompletedTask;

    public ServiceBench(ServiceArguments arguments, IPowSource? pow = null, TimeSpan? failureMemory = null)
    {
        Service = new PostProofService(
            new PostProofServiceOptions
            {
                Directories = PostDataDirectories.Parse(arguments.DataDirectory),
                Network = arguments.Network,
                Proving = new ProvingOptions { Nonces = arguments.Nonces },
                FailureMemory = failureMemory ?? TimeSpan.FromMinutes(1),
            },
            pow ?? new LocalPowSource(RandomX, RandomXMode.Light, _pool), LightAsync, _pool, TimeProvider.System, NullLogger.Instance);
    }

    public PostProofService Service { get; }

    public static ValueTask<IRandomX> LightAsync(CancellationToken cancellationToken) => RandomX.GetAsync(RandomXMode.Light, cancellationToken: cancellationToken);

    /// <summary>Arguments for the reference's fastnet data.</summary>
    public static ServiceArguments FastnetArguments(string folder) => ServiceArguments.Parse(
    [
        "--dir", folder, "--address", "http://127.0.0.1:1", "--threads", "1", "--randomx-mode", "light", "--min-num-units", "1", "--k1", "12", "--k2", "4",
        "--pow-difficulty", new string('f', 64), "-n", "2", "--nonces", "16",
    ]);

    public void Connect(Uri node, RpcClientTls? tls = null)
    {
        var client = new PostServiceClient(
            new PostServiceClientOptions { Node = node, Tls = tls, ReconnectInterval = TimeSpan.FromMilliseconds(10) }, Service, TimeProvider.System, NullLogger.Instance);
        _connecting = client.RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Service.DisposeAsync();
        await _pool.DisposeAsync();
        _stop.Dispose();
    }
}
