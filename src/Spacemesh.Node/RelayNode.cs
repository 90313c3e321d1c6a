using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Spacemesh.Api;
using Spacemesh.Config;
using Spacemesh.Libp2p;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Metrics;
using Spacemesh.Net.Hosting;
using Spacemesh.Node.Logging;
using Spacemesh.Node.Metering;
using Spacemesh.Node.Parameters;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Node;

/// <summary>
/// Only a circuit relay of the network: the host with its relay service, without gossip, databases, API, lock (spec 09b §9.2). Its log is
/// JSON.
/// </summary>
public sealed partial class RelayNode : IAsyncDisposable
{
    private readonly NodeLog _log;
    private readonly ILoggerFactory _logs;
    private readonly RelayMetrics _metrics;
    private MetricsServer? _server;

    private RelayNode(PeerNetwork network, NodeLog log, ILoggerFactory logs, RelayMetrics metrics) => (Network, _log, _logs, _metrics) = (network, log, logs, metrics);

    public PeerNetwork Network { get; }

    /// <summary>Where its metrics are; null where they are switched off.</summary>
    public Uri? Metrics => _server?.Address;

    /// <param name="configuration">The configuration of a node; the relay's own sections are <c>p2p</c> and <c>p2p.relay-server</c>.</param>
    /// <param name="host">The process; its output takes the log.</param>
    /// <exception cref="NodeStartException">It cannot start; the message says why.</exception>
    public static async Task<RelayNode> StartAsync(NodeConfiguration configuration, NodeHost host)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(host);
        var log = new NodeLog(LogLevels.Read(configuration["logging"]), new RelayLogEncoder(), new LogSink(host.Output, "", 0, 0), host.Time);
        var logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        RelayNode? relay = null;
        var metrics = new RelayMetrics();
        try
        {
            var parameters = NodeParameters.Of(configuration);
            var network = new PeerNetwork(
                NetworkOptions.OfRelay(configuration, parameters.Network, configuration["main"].Text("data-folder")),
                NetworkOptions.Requests(configuration),
                new PeerNetworkWorld { Time = host.Time, Random = SystemRandom.Instance, Logs = logs, NewSeed = () => RandomNumberGenerator.GetBytes(32), Meter = metrics.Meter });
            metrics.Watch(network, configuration["p2p"].Bool("p2p-metrics"), configuration["fetch"].Bool("servers-metrics"));
            relay = new RelayNode(network, log, logs, metrics);
            await relay.ServeMetricsAsync(configuration["main"], host.Time);
            await network.StartAsync();
            return relay;
        }
        catch (Exception exception) when (exception is IdentityFileException or InvalidOptionException or ConfigurationException or Libp2pException)
        {
            if (relay is not null)
            {
                await relay.DisposeAsync();
            }
            else
            {
                metrics.Dispose();
                logs.Dispose();
                log.Dispose();
            }

            throw new NodeStartException(exception is Libp2pException ? $"p2p: can't listen: {exception.Message}" : exception.Message, showUsage: false, exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        await Network.DisposeAsync();
        _metrics.Dispose();
        _logs.Dispose();
        _log.Dispose();
    }

    /// <summary>Metrics where they are asked for; a port that is taken is worth a warning only, as with a node.</summary>
    private async Task ServeMetricsAsync(ConfigurationSection main, TimeProvider time)
    {
        if (!main.Bool("metrics"))
            return;
        string listener = string.Create(System.Globalization.CultureInfo.InvariantCulture, $":{main.Int("metrics-port")}");
        try
        {
            _server = await MetricsServer.StartAsync(ListenAddress.Resolve(listener, "main.metrics-port"), _metrics.Registry.WriteText, time);
        }
        catch (IOException exception)
        {
            LogNoMetrics(_logs.CreateLogger("p2p"), ListenAddress.Fault(listener, exception));
        }
    }

    [LoggerMessage(9090, LogLevel.Warning, "metrics are not served: {Fault}")]
    private static partial void LogNoMetrics(ILogger logger, string fault);
}
