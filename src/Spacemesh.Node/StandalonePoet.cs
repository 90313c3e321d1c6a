using System.Net;
using Microsoft.Extensions.Logging;
using Spacemesh.Config;
using Spacemesh.Poet.Schedule;
using Spacemesh.Poet.Server;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Node;

/// <summary>The PoET inside a standalone node, on the address of the one configured server (spec 03 §14.8).</summary>
internal sealed class StandalonePoet : IAsyncDisposable
{
    private readonly PoetService _service;
    private readonly PoetListeners _listeners;

    private StandalonePoet(PoetService service, PoetListeners listeners) => (_service, _listeners) = (service, listeners);

    public PoetMetrics Metrics => _service.Metrics;

    /// <exception cref="NodeStartException">Not exactly one server is configured.</exception>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    public static async Task<StandalonePoet> StartAsync(
        string folder, NodeConfiguration configuration, NetworkParameters network, IWorkPool work, TimeProvider time, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        var servers = configuration["main"].Sections("poet-servers");
        if (servers.Count != 1 || !Uri.TryCreate(servers[0].Text("address"), UriKind.Absolute, out var address) || !TryResolve(address, out var endPoint))
            throw new NodeStartException($"to launch in a standalone mode provide single local address for poet: {string.Join(' ', servers.Select(server => server.Text("address")))}", showUsage: false);
        var poet = configuration["poet"];
        var service = PoetService.Start(
            new PoetServerOptions
            {
                Schedule = new RoundSchedule(network.GenesisTime, network.EpochDuration, poet.Duration("phase-shift"), poet.Duration("cycle-gap")),
                DataDirectory = Path.Combine(folder, "poet", "data"),
                DatabaseDirectory = Path.Combine(folder, "poet", "db"),
            },
            work,
            time,
            logs: logs);
        try
        {
            return new StandalonePoet(
                service,
                await PoetListeners.StartAsync(
                    service, new PoetListenerOptions(new IPEndPoint(endPoint!.Address, 0), endPoint), time, SystemRandom.Instance, logs, cancellationToken));
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _listeners.DisposeAsync();
        await _service.DisposeAsync();
    }

    private static bool TryResolve(Uri address, out IPEndPoint? endPoint)
    {
        endPoint = null;
        if (address.Host == "localhost")
            endPoint = new IPEndPoint(IPAddress.Loopback, address.Port);
        else if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip))
            endPoint = new IPEndPoint(ip, address.Port);
        return endPoint is not null;
    }
}
