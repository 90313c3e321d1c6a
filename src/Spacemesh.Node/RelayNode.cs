using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Spacemesh.Config;
using Spacemesh.Libp2p;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Net.Hosting;
using Spacemesh.Node.Logging;
using Spacemesh.Node.Parameters;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Node;

/// <summary>
/// Only a circuit relay of the network: the host with its relay service, without gossip, databases, API, lock (spec 09b §9.2). Its log is
/// JSON.
/// </summary>
public sealed class RelayNode : IAsyncDisposable
{
    private readonly NodeLog _log;
    private readonly ILoggerFactory _logs;

    private RelayNode(PeerNetwork network, NodeLog log, ILoggerFactory logs) => (Network, _log, _logs) = (network, log, logs);

    public PeerNetwork Network { get; }

    /// <param name="configuration">The configuration of a node; the relay's own sections are <c>p2p</c> and <c>p2p.relay-server</c>.</param>
    /// <param name="host">The process; its output takes the log.</param>
    /// <exception cref="NodeStartException">It cannot start; the message says why.</exception>
    public static async Task<RelayNode> StartAsync(NodeConfiguration configuration, NodeHost host)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(host);
        var log = new NodeLog(LogLevels.Read(configuration["logging"]), json: true, new LogSink(host.Output, "", 0, 0), host.Time);
        var logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        RelayNode? relay = null;
        try
        {
            var parameters = NodeParameters.Of(configuration);
            var network = new PeerNetwork(
                NetworkOptions.OfRelay(configuration, parameters.Network, configuration["main"].Text("data-folder")),
                NetworkOptions.Requests(configuration),
                new PeerNetworkWorld { Time = host.Time, Random = SystemRandom.Instance, Logs = logs, NewSeed = () => RandomNumberGenerator.GetBytes(32) });
            relay = new RelayNode(network, log, logs);
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
                logs.Dispose();
                log.Dispose();
            }

            throw new NodeStartException(exception is Libp2pException ? $"p2p: can't listen: {exception.Message}" : exception.Message, showUsage: false, exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Network.DisposeAsync();
        _logs.Dispose();
        _log.Dispose();
    }
}
