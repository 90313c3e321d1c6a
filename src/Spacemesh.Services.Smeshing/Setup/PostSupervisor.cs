using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.Signing;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Post;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Initialization;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Building;
using Spacemesh.Services.Smeshing.Proving;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Setup;

/// <summary>
/// Runs the node's own PoST service: makes the data, offers proofs, looks after the data, until it is stopped (spec 04 §5.4, §5.5). What
/// fails here is a loud error and a node that does not smesh, never one that dies.
/// </summary>
public sealed partial class PostSupervisor
{
    private readonly AsyncSemaphore _gate = new(1);
    private readonly PostSupervisorContext _context;
    private readonly PostProviderRegistry _registry;
    private readonly AtxBuilder _builder;
    private readonly PostStates _states;
    private CancellationTokenSource? _scope;
    private Task _running = Task.CompletedTask;

    /// <param name="context">What it works with.</param>
    /// <param name="builderContext">That of the builder.</param>
    /// <param name="builder">Gets the identity once its data is complete.</param>
    /// <param name="registry">Where the service makes itself known, as others do.</param>
    public PostSupervisor(PostSupervisorContext context, BuilderContext builderContext, AtxBuilder builder, PostProviderRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(builderContext);
        ArgumentNullException.ThrowIfNull(builder);
        _context = context;
        _builder = builder;
        _registry = registry;
        _states = builderContext.PostStates;
        var golden = builderContext.Options.Network.GoldenAtx;
        var choice = new CommitmentChoice(
            builderContext.State.Atxs, builder.Positioning, new AtxSyncWait(builderContext.Sync, builderContext.Alarm), golden);
        var services = new InitializerServices { Pool = context.Pool, Time = context.Time, Threads = context.Pool.Parallelism, Observe = Observe };
        Setup = new PostSetup(context.Network, choice, context.Devices, services, context.Events);
    }

    public PostSetup Setup { get; }

    /// <summary>The service once it runs.</summary>
    public InProcessPostProvider? Provider { get; private set; }

    /// <summary>How far the labels are; null before a run.</summary>
    public InitializationProgress? Progress { get; private set; }

    /// <summary>Why it does not run although it was started; null where all is well.</summary>
    public string? Fault { get; private set; }

    public bool IsStarted => _scope is not null;

    /// <summary>Starts in the background.</summary>
    /// <exception cref="InvalidOperationException"><c>post service already started</c>.</exception>
    public async Task StartAsync(PostSetupOptions options, ISigner signer, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(signer);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_scope is not null)
                throw new InvalidOperationException("post service already started");
            _scope = new CancellationTokenSource();
            Fault = null;
            _running = RunAsync(options, signer, name, _scope.Token);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Stops and waits; nothing where it does not run.</summary>
    /// <exception cref="PostException">The data cannot be deleted.</exception>
    public async Task StopAsync(bool deleteFiles)
    {
        await _gate.WaitAsync();
        try
        {
            if (_scope is not { } scope)
                return;
            scope.CancelHere();
            await _running;
            scope.Dispose();
            _scope = null;
            if (deleteFiles)
                Setup.Reset();
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task RunAsync(PostSetupOptions options, ISigner signer, string name, CancellationToken cancellationToken)
    {
        try
        {
            var directories = PostDataDirectories.Parse(options.DataFolder);
            await Setup.PrepareAsync(options, signer.NodeId, cancellationToken);
            using var folder = PostFolderLock.Acquire(directories);
            await Setup.RunAsync(cancellationToken);
            if (Setup.Report.State != PostSetupState.Complete)
            {
                Fail(signer.NodeId, "a device computed wrong labels", null);
                return;
            }

            if (_context.Runner?.Invoke(options) is { } runner)
            {
                // The service locks the data itself.
                folder.Dispose();
                await ServeOutsideAsync(runner, directories, signer, name, cancellationToken);
            }
            else
            {
                await ServeAsync(directories, signer, name, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
        catch (Exception exception)
        {
            Fail(signer.NodeId, exception.Message, exception);
        }
    }

    private async Task ServeAsync(PostDataDirectories directories, ISigner signer, string name, CancellationToken cancellationToken)
    {
        var provider = new InProcessPostProvider(directories, _context.Prover, _context.Proving, _context.Verification, _context.Time, _context.Log);
        if (provider.Identity != signer.NodeId)
            throw new PostException($"the PoST data in {directories} belongs to {provider.Identity}, not to this node's identity {signer.NodeId}");
        using var registration = _registry.TryRegister(provider)
            ?? throw new PostException("post service already registered");
        Provider = provider;
        _context.Events.Publish(new PostServiceStarted());
        LogStarted(_context.Log, signer.NodeId, directories.ToString());
        _builder.Register(signer, name);
        try
        {
            await Task.WhenAll(Patrol(directories, signer.NodeId).RunAsync(cancellationToken), _context.Alarm.WaitUntilAsync(DateTimeOffset.MaxValue, cancellationToken));
        }
        finally
        {
            provider.Close();
            Provider = null;
            _context.Events.Publish(new PostServiceStopped());
        }
    }

    private async Task ServeOutsideAsync(IPostServiceRunner runner, PostDataDirectories directories, ISigner signer, string name, CancellationToken cancellationToken)
    {
        _context.Events.Publish(new PostServiceStarted());
        LogOutside(_context.Log, signer.NodeId, directories.ToString());
        _builder.Register(signer, name);
        try
        {
            await Task.WhenAll(Patrol(directories, signer.NodeId).RunAsync(cancellationToken), runner.RunAsync(cancellationToken));
        }
        finally
        {
            _context.Events.Publish(new PostServiceStopped());
        }
    }

    private DataPatrol Patrol(PostDataDirectories directories, NodeId identity) => new(
        directories, _context.Network.Scrypt, _context.PatrolPercentADay, _context.Pool, _context.Random, _context.Alarm,
        () => _states.IsProving(identity), _context.Events, _context.Log);

    private void Fail(NodeId identity, string reason, Exception? exception)
    {
        Fault = reason;
        LogFailed(_context.Log, exception, identity, reason);
    }

    private void Observe(InitializationEvent happened)
    {
        if (happened is InitializationEvent.Progress progress)
            Progress = progress.Value;
    }

    [LoggerMessage(10150, LogLevel.Information, "PoST service of {Smesher} runs in this process on {Directories}")]
    private static partial void LogStarted(ILogger log, NodeId smesher, string directories);

    [LoggerMessage(10152, LogLevel.Information, "PoST service of {Smesher} runs as a process of its own on {Directories}")]
    private static partial void LogOutside(ILogger log, NodeId smesher, string directories);

    [LoggerMessage(10151, LogLevel.Critical, "THIS NODE DOES NOT SMESH: the PoST service of {Smesher} failed: {Reason}")]
    private static partial void LogFailed(ILogger log, Exception? exception, NodeId smesher, string reason);
}
