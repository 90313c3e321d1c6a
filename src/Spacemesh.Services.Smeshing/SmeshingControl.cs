using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Signing;
using Spacemesh.Post;
using Spacemesh.Post.Initialization;
using Spacemesh.Post.Labels;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Building;
using Spacemesh.Services.Smeshing.Foresight;
using Spacemesh.Services.Smeshing.Proving;
using Spacemesh.Services.Smeshing.Setup;

namespace Spacemesh.Services.Smeshing;

/// <summary>Smeshing as its user steers it while the node runs (spec 04 §19).</summary>
public sealed partial class SmeshingControl : ISmeshingControl
{
    private readonly BuilderContext _context;
    private readonly AtxBuilder _builder;
    private readonly PostProviderRegistry _registry;
    private readonly PostSupervisor? _supervisor;
    private readonly PostSetupOptions? _configured;
    private readonly (ISigner Signer, string Name)? _own;
    private readonly Func<IReadOnlyList<LabelProvider>> _devices;
    private readonly IWorkPool _pool;
    private readonly TimeProvider _time;

    /// <param name="context">That of the builder.</param>
    /// <param name="builder">Builds the ATXs.</param>
    /// <param name="registry">PoST services.</param>
    /// <param name="supervisor">The service in this process; null in a remote set-up, or before the node can have one.</param>
    /// <param name="configured">What the configuration says about the data; null with <paramref name="supervisor"/>.</param>
    /// <param name="own">The identity of <c>local.key</c> and its file's name; null in a remote set-up.</param>
    /// <param name="devices">Devices that compute labels.</param>
    /// <param name="pool">Where devices are measured.</param>
    /// <param name="time">With what.</param>
    public SmeshingControl(
        BuilderContext context, AtxBuilder builder, PostProviderRegistry registry, PostSupervisor? supervisor, PostSetupOptions? configured,
        (ISigner Signer, string Name)? own, Func<IReadOnlyList<LabelProvider>> devices, IWorkPool pool, TimeProvider time)
    {
        _context = context;
        _builder = builder;
        _registry = registry;
        _supervisor = supervisor;
        _configured = configured;
        _own = own;
        _devices = devices;
        _pool = pool;
        _time = time;
    }

    public bool IsSupervised => _own is not null;

    public bool IsSmeshing => _builder.IsSmeshing;

    public IReadOnlyList<NodeId> Identities => _builder.Identities;

    public Address Coinbase
    {
        get => _builder.Coinbase;
        set => _builder.Coinbase = value;
    }

    public PostSetupReport PostSetup => _supervisor?.Setup.Report ?? new PostSetupReport(PostSetupState.NotStarted, 0, null);

    public IReadOnlyList<PostIdentityReport> PostStates() => _context.PostStates.All();

    public async Task StartAsync(Address coinbase, PostSetupRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_own is not { } own)
            throw new SmeshingException(SmeshingFault.NotConfigured, "node is not configured for supervised smeshing");
        if (_supervisor is null || _configured is null)
            throw new SmeshingException(SmeshingFault.NotConfigured, "post supervisor config is not set");
        var options = _configured.With(request);
        if (Forecast(own.Signer.NodeId, options.Units) is { } forecast)
            LogForecast(_context.Log, own.Signer.NodeId, forecast.Text);
        _registry.AllowConnections();
        try
        {
            await _supervisor.StartAsync(options, own.Signer, own.Name, cancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            throw new SmeshingException(SmeshingFault.Failed, $"failed to start post supervisor: {exception.Message}", exception);
        }

        try
        {
            await _builder.StartAsync(coinbase, cancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            throw new SmeshingException(SmeshingFault.Failed, $"failed to start smeshing: {exception.Message}", exception);
        }
    }

    public async Task StopAsync(bool deleteFiles, CancellationToken cancellationToken = default)
    {
        try
        {
            await _builder.StopAsync(deleteFiles);
        }
        catch (Exception exception) when (exception is InvalidOperationException or AggregateException)
        {
            throw new SmeshingException(SmeshingFault.Failed, $"failed to stop smeshing: {exception.Message}", exception);
        }

        if (_supervisor is null)
            return;
        try
        {
            await _supervisor.StopAsync(deleteFiles);
        }
        catch (PostException exception)
        {
            throw new SmeshingException(SmeshingFault.Failed, $"failed to stop post supervisor: {exception.Message}", exception);
        }
    }

    public async Task<IReadOnlyList<PostProviderReport>> ProvidersAsync(bool benchmark, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<LabelProvider> devices;
        try
        {
            devices = _devices();
        }
        catch (PostException exception)
        {
            throw new SmeshingException(SmeshingFault.Failed, $"failed to get OpenCL providers: {exception.Message}", exception);
        }

        var reports = new List<PostProviderReport>();
        foreach (var device in devices)
        {
            ulong rate = benchmark ? await BenchmarkAsync(device, cancellationToken) : 0;
            reports.Add(new PostProviderReport(device.Id, device.Model, device.Class == LabelProviderClass.Gpu, rate));
        }

        return reports;
    }

    /// <summary>What other units mean for the epochs to come; null while the identity has no ATX.</summary>
    public UnitsForecast? Forecast(NodeId identity, uint units)
    {
        if (_context.State.Atxs.LastBy(identity) is not { } id || _context.State.Atxs.Find(id) is not { } last)
            return null;
        uint? declared = _context.State.Posts.Units(id, identity) ?? last.EffectiveUnits;
        // A finished NIPoST is published with the units that it was proven with; the next ATX is the first to feel the change.
        var challenge = _context.Local.Challenges.Find(identity);
        var publish = challenge?.PublishEpoch ?? EpochId.Greater(last.PublishEpoch, _context.CurrentEpoch).Add(1);
        if (_context.Local.Niposts.Find(identity) is not { } proven)
            return UnitsForecast.Of(publish, declared, units);
        return UnitsForecast.Of(publish.Add(1), proven.Units, units);
    }

    private async Task<ulong> BenchmarkAsync(LabelProvider device, CancellationToken cancellationToken)
    {
        try
        {
            return (ulong)await _pool.RunAsync(_ => ProviderBenchmark.Run(device, _time), WorkPriority.Normal, cancellationToken);
        }
        catch (PostException exception)
        {
            throw new SmeshingException(SmeshingFault.Failed, "failed to benchmark provider", exception);
        }
    }

    [LoggerMessage(10160, LogLevel.Information, "{Smesher}: {Forecast}")]
    private static partial void LogForecast(ILogger log, NodeId smesher, string forecast);
}
