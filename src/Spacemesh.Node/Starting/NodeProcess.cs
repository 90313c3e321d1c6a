using Microsoft.Extensions.Logging;
using Spacemesh.Config;
using Spacemesh.Node.Logging;
using Spacemesh.Node.Metering;
using Spacemesh.Ports.Events;

namespace Spacemesh.Node.Starting;

/// <summary>What all parts of a start share: the configuration, the process, its log, events and metrics, and what there is to end.</summary>
internal sealed class NodeProcess : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <exception cref="ConfigurationException">The log cannot be as configured.</exception>
    public NodeProcess(NodeConfiguration configuration, NodeHost host)
    {
        Configuration = configuration;
        Host = host;
        var file = configuration["log-file"];
        var sink = new LogSink(host.Output, file.Text("path"), (long)Math.Min(file.Unsigned("max-size"), long.MaxValue), file.Int("keep"));
        Log = new NodeLog(LogLevels.Read(configuration["logging"]), configuration["logging"].Text("log-encoder") == "json", sink, host.Time);
        Logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        Logger = Logs.CreateLogger(NodeLog.Root);
        Events = new EventBus(host.Time);
        Log.Events = Events;
        Ends = new Endings(Logger);
        var proving = configuration["smeshing.smeshing-proving-opts"];
        Metrics = new NodeMetrics(
            host.Build.Version, (uint)Math.Min(proving.Unsigned("smeshing-opts-proving-nonces"), uint.MaxValue), (uint)Math.Min(proving.Unsigned("smeshing-opts-proving-threads"), uint.MaxValue), host.Time);
    }

    public NodeConfiguration Configuration { get; }

    public NodeHost Host { get; }

    /// <summary>The log itself, for those who change its levels.</summary>
    public NodeLog Log { get; }

    public ILoggerFactory Logs { get; }

    /// <summary>The log of the node's own life.</summary>
    public ILogger Logger { get; }

    public EventBus Events { get; }

    public NodeMetrics Metrics { get; }

    public Endings Ends { get; }

    /// <summary>Cancelled when the node stops.</summary>
    public CancellationToken Stopping => _stop.Token;

    public Task StopAsync() => _stop.CancelAsync();

    public void Dispose()
    {
        _stop.Dispose();
        Metrics.Dispose();
        Logs.Dispose();
        Log.Dispose();
    }
}
