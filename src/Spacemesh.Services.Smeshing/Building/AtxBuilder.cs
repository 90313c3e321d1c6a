using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Signing;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Proving;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Building;

/// <summary>
/// Builds and publishes the ATXs of the node's identities: one task an identity, all under one scope, which a stop ends (spec 04 §4).
/// Its own lock guards the list of identities; starts and stops pass one gate.
/// </summary>
public sealed partial class AtxBuilder : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly AsyncSemaphore _gate = new(1);
    private readonly BuilderContext _context;
    private readonly BuilderRows _rows;
    private readonly InitialPostMaker _initialPost;
    private readonly ChallengeBuilder _challenges;
    private readonly NipostBuilder _niposts;
    private readonly AtxPublisher _publisher;
    private readonly Dictionary<NodeId, ISigner> _identities = [];
    private readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _running = [];
    private CancellationTokenSource? _scope;
    private Address _coinbase;

    public AtxBuilder(BuilderContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
        _rows = new BuilderRows(context.Local);
        var requester = new ProofRequester(
            context.Providers, context.PostStates, context.Events, context.Proving, context.Alarm, context.Options.PostServiceRetryInterval, context.Log);
        Positioning = new PositioningSearch(
            context.State.Atxs, context.Atxs, context.Chains, context.Options.Network.GoldenAtx, context.Options.PostValidDelay, context.Alarm);
        _initialPost = new InitialPostMaker(context, requester);
        _challenges = new ChallengeBuilder(context, Positioning, _rows, new AtxSyncWait(context.Sync, context.Alarm));
        _niposts = new NipostBuilder(context, new PoetRegistrations(context), new PoetProofs(context), requester);
        _publisher = new AtxPublisher(context, () => Coinbase);
    }

    /// <summary>The search for ATXs to build on, which the choice of a commitment shares.</summary>
    public PositioningSearch Positioning { get; }

    /// <summary>Between start and stop.</summary>
    public bool IsSmeshing
    {
        get
        {
            lock (_lock)
                return _scope is not null;
        }
    }

    /// <summary>Ends with the error of an identity that only the user can do something about; the node must not go on as if nothing was.</summary>
    public Task Failure => _failure.Task;

    /// <summary>Takes effect with the next ATX that is assembled.</summary>
    public Address Coinbase
    {
        get
        {
            lock (_lock)
                return _coinbase;
        }

        set
        {
            lock (_lock)
                _coinbase = value;
        }
    }

    /// <summary>Registered identities, ascending.</summary>
    public IReadOnlyList<NodeId> Identities
    {
        get
        {
            lock (_lock)
                return [.. _identities.Keys.Order()];
        }
    }

    /// <summary>Adds an identity; its task starts at once where smeshing runs. One that is there changes nothing.</summary>
    public void Register(ISigner signer, string name)
    {
        ArgumentNullException.ThrowIfNull(signer);
        CancellationToken scope;
        lock (_lock)
        {
            if (!_identities.TryAdd(signer.NodeId, signer))
            {
                LogTwice(_context.Log, signer.NodeId);
                return;
            }

            _context.PostStates.Register(signer.NodeId, name);
            if (_scope is null)
                return;
            scope = _scope.Token;
        }

        Launch(() => GuardAsync(signer, scope));
    }

    /// <exception cref="InvalidOperationException"><c>already started</c>.</exception>
    public async Task StartAsync(Address coinbase, CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            List<ISigner> signers;
            CancellationToken scope;
            lock (_lock)
            {
                if (_scope is not null)
                    throw new InvalidOperationException("already started");
                _coinbase = coinbase;
                _scope = new CancellationTokenSource();
                scope = _scope.Token;
                signers = [.. _identities.Values];
            }

            foreach (var signer in signers)
                Launch(() => GuardAsync(signer, scope));
            if (_context.Options.RegossipInterval > TimeSpan.Zero)
                Launch(() => RegossipAsync(scope));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Ends all tasks and waits for them.</summary>
    /// <param name="deleteFiles">Whether to forget what was made for the next ATXs too; initial PoSTs stay.</param>
    /// <exception cref="InvalidOperationException"><c>not started</c>.</exception>
    /// <exception cref="AggregateException">Rows could not be removed.</exception>
    public async Task StopAsync(bool deleteFiles)
    {
        await _gate.WaitAsync();
        try
        {
            CancellationTokenSource scope;
            lock (_lock)
                scope = _scope ?? throw new InvalidOperationException("not started");
            scope.CancelHere();
            while (Running() is { Length: > 0 } running)
                await Task.WhenAll(running);
            lock (_lock)
                _scope = null;
            scope.Dispose();
            if (deleteFiles)
                Forget();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Gossips the current epoch's ATX of an identity again; nothing where there is none, or it has no blob.</summary>
    public Task RegossipAsync(NodeId identity, CancellationToken cancellationToken = default) => _publisher.RegossipAsync(identity, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (IsSmeshing)
            await StopAsync(deleteFiles: false);
    }

    /// <summary>Begins a task of the scope outside the lock, for it runs on the caller until its first wait.</summary>
    private void Launch(Func<Task> begin)
    {
        var task = begin();
        lock (_lock)
            _running.Add(task);
    }

    private Task[] Running()
    {
        lock (_lock)
        {
            _running.RemoveAll(ended => ended.IsCompleted);
            return [.. _running];
        }
    }

    private void Forget()
    {
        var errors = new List<Exception>();
        foreach (var identity in Identities)
        {
            try
            {
                _context.PostStates.SetIdle(identity);
                _rows.DropChallenge(identity);
            }
            catch (Ports.Storage.StorageException exception)
            {
                errors.Add(exception);
            }
        }

        if (errors.Count > 0)
            throw new AggregateException("rows of the ATX builder could not be removed", errors);
    }

    private async Task GuardAsync(ISigner signer, CancellationToken cancellationToken)
    {
        var worker = new IdentityWorker(_context, signer, _initialPost, _challenges, _niposts, _publisher, _rows);
        try
        {
            await worker.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
        catch (Exception exception)
        {
            LogFatal(_context.Log, exception, signer.NodeId);
            _failure.TrySetException(exception);
        }
    }

    private async Task RegossipAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await _context.Alarm.DelayAsync(_context.Options.RegossipInterval, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            foreach (var identity in Identities)
            {
                try
                {
                    await RegossipAsync(identity, cancellationToken);
                }
                catch (Exception exception)
                {
                    // Whatever it was: the ATX is out already, and the loop goes on.
                    if (cancellationToken.IsCancellationRequested)
                        return;
                    LogNotRegossiped(_context.Log, exception, identity);
                }
            }
        }
    }

    [LoggerMessage(10080, LogLevel.Error, "signing key {Smesher} is registered already")]
    private static partial void LogTwice(ILogger log, NodeId smesher);

    [LoggerMessage(10081, LogLevel.Critical, "smeshing of {Smesher} cannot go on")]
    private static partial void LogFatal(ILogger log, Exception exception, NodeId smesher);

    [LoggerMessage(10082, LogLevel.Warning, "failed to re-gossip the ATX of {Smesher}")]
    private static partial void LogNotRegossiped(ILogger log, Exception exception, NodeId smesher);
}
