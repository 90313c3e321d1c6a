using System.Globalization;
using System.Security.Cryptography;
using Spacemesh.Config;
using Spacemesh.Libp2p;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Ping;
using Spacemesh.Net.Hosting;
using Spacemesh.Net.Requests;
using Spacemesh.Node.Parameters;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Node;

/// <summary>Dials peers of the configured network and pings them, as a guest with a key of its own: is the network within reach, how far away?</summary>
public static class PeerProbe
{
    private const int Pings = 4;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Prints a line a peer; whether all were reached.</summary>
    /// <param name="configuration">The network.</param>
    /// <param name="addresses">Addresses that end in <c>/p2p/ID</c>; none for the bootnodes.</param>
    /// <param name="host">Time and output.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NodeStartException">An address cannot be read, or there is none.</exception>
    public static async Task<bool> RunAsync(NodeConfiguration configuration, IReadOnlyList<string> addresses, NodeHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(addresses);
        ArgumentNullException.ThrowIfNull(host);
        List<PeerAddress> peers = [];
        PeerNetworkOptions options;
        try
        {
            options = NetworkOptions.Of(configuration, NodeParameters.Of(configuration).Network, configuration["main"].Text("data-folder"));
            peers.AddRange(addresses.Count == 0 ? options.Bootnodes : addresses.Select(PeerAddress.Parse));
        }
        catch (Exception exception) when (exception is FormatException or InvalidOptionException or ConfigurationException)
        {
            throw new NodeStartException(exception.Message, showUsage: false, exception);
        }

        if (peers.Count == 0)
            throw new NodeStartException("ping-peers: the network has no bootnodes; name peers by addresses like /ip4/1.2.3.4/tcp/7513/p2p/ID", showUsage: false);
        // Whoever types an address means it: nothing is blocked.
        await using var network = new PeerNetwork(
            options with { Directory = null, Listen = [], MapPorts = false, Dht = false, Gossip = false, MinPeers = 0, Bootnodes = [], PingPeers = [], DirectPeers = [], PrivateNetwork = true },
            new RequestOptions(),
            new PeerNetworkWorld { Time = host.Time, Random = SystemRandom.Instance, NewSeed = () => RandomNumberGenerator.GetBytes(32) });
        await network.StartAsync();
        var lines = peers.Select(peer => ProbeAsync(network, peer, host.Time, cancellationToken)).ToList();
        bool all = true;
        foreach (var line in lines)
        {
            var (reached, text) = await line;
            all &= reached;
            await host.Output.WriteLineAsync(text);
        }

        return all;
    }

    private static async Task<(bool Reached, string Text)> ProbeAsync(PeerNetwork network, PeerAddress peer, TimeProvider time, CancellationToken cancellationToken)
    {
        string name = $"{peer.Id} {string.Join(' ', peer.Addresses)}";
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await network.Host.ConnectAsync(peer, both.Token);
            var times = new List<TimeSpan>();
            await foreach (var roundTrip in PingService.PingAsync(network.Host, peer.Id, Interval, both.Token))
            {
                times.Add(roundTrip);
                if (times.Count == Pings)
                    break;
            }

            string agent = network.Host.Peers.Info(peer.Id)?.AgentVersion ?? "";
            return (true, string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {times.Min().TotalMilliseconds:0.0} / {times.Average(value => value.TotalMilliseconds):0.0} / {times.Max().TotalMilliseconds:0.0} ms (least, mean, most of {Pings} pings), {agent}"));
        }
        catch (Libp2pException exception)
        {
            return (false, $"{name}: not reached: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, $"{name}: not reached within {Limit.TotalSeconds:0} s");
        }
    }
}
