using Spacemesh.Api;
using Spacemesh.Crypto.Keys;
using Spacemesh.Metrics;
using Spacemesh.Node.Logging;
using Spacemesh.Node.Parameters;
using Spacemesh.Poet.Server;
using Spacemesh.Primitives;

namespace Spacemesh.Node.Starting;

/// <summary>What a node tells of its inside: metrics, their push, profiles.</summary>
internal sealed class NodeMeasures(NodeProcess process)
{
    /// <summary>Metrics of a PoET in this process; null for none.</summary>
    public PoetMetrics? Poet { get; set; }

    /// <summary>Metrics and profiles, where they are asked for. A port that is taken for the metrics is worth a warning only, one for profiles ends the start.</summary>
    public async Task StartAsync(GenesisId genesisId, IReadOnlyList<Identity> identities, CancellationToken cancellationToken)
    {
        var main = process.Configuration["main"];
        Func<string>? write = main.Bool("metrics") ? () => process.Metrics.Registry.WriteText() + Poet?.WriteOwn() : null;
        if (main.Bool("pprof-server"))
        {
            string listener = main.Text("pprof-listener");
            try
            {
                process.Ends.Own(await MetricsServer.StartAsync(ListenAddress.Resolve(listener, "main.pprof-listener"), write, process.Host.Time, cancellationToken));
            }
            catch (IOException e)
            {
                throw new NodeStartException($"cannot start pprof http server: {ListenAddress.Fault(listener, e)} (main.pprof-listener)", showUsage: false, e);
            }
        }

        if (write is not null)
        {
            string listener = string.Create(System.Globalization.CultureInfo.InvariantCulture, $":{main.Int("metrics-port")}");
            try
            {
                var server = await MetricsServer.StartAsync(ListenAddress.Resolve(listener, "main.metrics-port"), write, process.Host.Time, cancellationToken);
                process.Ends.Own(server);
                process.Logger.LogMetrics(server.Address);
            }
            catch (IOException e)
            {
                process.Logger.LogNoMetrics(ListenAddress.Fault(listener, e));
            }
        }

        foreach (string key in (ReadOnlySpan<string>)["profiler-url", "pprof-mutex-profile", "pprof-block-profile"])
        {
            if (key == "profiler-url" ? main.Text(key).Length > 0 : main.Bool(key))
                process.Logger.LogConfiguration($"main.{key} has no meaning for this node: take profiles from /debug/pprof/ or with dotnet-trace");
        }

        if (ServiceOptions.Push(process.Configuration, genesisId, identities[0].NodeId) is { } push)
        {
            var http = new HttpClient();
            process.Ends.Own(http);
            process.Ends.Run("metrics push", new MetricsPush(process.Metrics.Public.Registry, push, http, process.Host.Time, process.Logs.CreateLogger(NodeLog.Root)).RunAsync(process.Stopping));
        }
    }
}
