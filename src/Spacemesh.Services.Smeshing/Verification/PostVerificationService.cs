using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Post.Verification;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Verification;

/// <summary>
/// Verifies proofs on a number of workers that shrinks while an own proof is made (spec 04 §10). Two queues, each as long as there are
/// workers at most; who finds his full waits. Proofs of own identities go first. A verification that was begun or queued is done also when
/// its caller gave up. One lock, never held while verifying.
/// </summary>
public sealed partial class PostVerificationService : IPostVerification, IProvingObserver, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly PostVerificationOptions _options;
    private readonly ProofVerifier _verifier;
    private readonly IWorkPool _pool;
    private readonly ILogger _log;
    private readonly VerdictCache _cache;
    private readonly Queue<Job> _first = new();
    private readonly Queue<Job> _others = new();
    private readonly AsyncSemaphore _roomFirst;
    private readonly AsyncSemaphore _roomOthers;
    private readonly HashSet<NodeId> _own = [];
    private readonly HashSet<NodeId> _proving = [];
    private readonly CancellationTokenSource _closing = new();
    private TaskCompletionSource? _drained;
    private int _target;
    private int _busy;
    private int _atTheDoor;
    private bool _closed;

    /// <param name="options">How to verify.</param>
    /// <param name="verifier">Does it; disposed with this service.</param>
    /// <param name="pool">Where it runs.</param>
    /// <param name="log">For the log.</param>
    public PostVerificationService(PostVerificationOptions options, ProofVerifier verifier, IWorkPool pool, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _verifier = verifier;
        _pool = pool;
        _log = log;
        _target = options.Workers;
        _cache = new VerdictCache(options.CacheSize);
        _roomFirst = new AsyncSemaphore(options.Workers);
        _roomOthers = new AsyncSemaphore(options.Workers);
        Sample = options.Sample;
    }

    public IndexSelection Sample { get; }

    public bool SampleIsComplete => _options.Post.K3 >= _options.Post.K2;

    /// <summary>Proofs that may be verified at a time now.</summary>
    public int Workers
    {
        get
        {
            lock (_lock)
                return _target;
        }
    }

    /// <summary>Proofs that wait to be verified, those whose queue is full among them.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _first.Count + _others.Count + Volatile.Read(ref _atTheDoor);
        }
    }

    /// <summary>Declares an identity as ours: its proofs go before others.</summary>
    public void RegisterOwn(NodeId identity)
    {
        lock (_lock)
            _own.Add(identity);
    }

    public async Task<ProofVerdict> VerifyAsync(ProofRequest request, bool prioritised = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ThrowIfClosed();
        if (_options.Disabled)
            return ProofVerdict.Valid;
        cancellationToken.ThrowIfCancellationRequested();
        var key = VerdictCache.KeyOf(request, Sample);
        if (key is { } known && _cache.TryGet(known, out var verdict))
            return verdict;
        bool first;
        lock (_lock)
            first = prioritised || _own.Contains(request.Metadata.NodeId);
        await WaitForRoomAsync(first ? _roomFirst : _roomOthers, cancellationToken);
        var job = new Job(request, key);
        lock (_lock)
        {
            if (!_closed)
                (first ? _first : _others).Enqueue(job);
            else
                job.TrySetException(Closed());
        }

        Pump();
        var registration = cancellationToken.UnsafeRegister(static (state, token) => ((Job)state!).TrySetCanceled(token), job);
        try
        {
            return await job.Task;
        }
        finally
        {
            registration.Unregister();
        }
    }

    /// <summary>Sets how many proofs are verified at a time; 0 lets all wait. Those under way are finished.</summary>
    public void Scale(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workers);
        lock (_lock)
        {
            if (_target != workers)
                LogScaled(_log, workers);
            _target = workers;
        }

        Pump();
    }

    public void ProvingStarted(NodeId identity)
    {
        lock (_lock)
            _proving.Add(identity);
        Scale(Math.Min(_options.MinWorkers, _options.Workers));
    }

    public void ProvingEnded(NodeId identity)
    {
        bool idle;
        lock (_lock)
        {
            _proving.Remove(identity);
            idle = _proving.Count == 0;
        }

        if (idle)
            Scale(_options.Workers);
    }

    /// <summary>Refuses new proofs, fails those that wait and lets those under way finish.</summary>
    public async ValueTask DisposeAsync()
    {
        List<Job> waiting;
        Task drained = Task.CompletedTask;
        lock (_lock)
        {
            waiting = [.. _first, .. _others];
            _first.Clear();
            _others.Clear();
            _closed = true;
            if (_busy > 0)
            {
                _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                drained = _drained.Task;
            }
        }

        _closing.CancelHere();
        foreach (var job in waiting)
            job.TrySetException(Closed());
        await drained;
        _verifier.Dispose();
    }

    private static ObjectDisposedException Closed() => new(nameof(PostVerificationService), "verifier is closed");

    private void ThrowIfClosed()
    {
        lock (_lock)
        {
            if (_closed)
                throw Closed();
        }
    }

    private async Task WaitForRoomAsync(AsyncSemaphore room, CancellationToken cancellationToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        Interlocked.Increment(ref _atTheDoor);
        try
        {
            await room.WaitAsync(wait.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Closed();
        }
        finally
        {
            Interlocked.Decrement(ref _atTheDoor);
        }
    }

    /// <summary>Gives waiting jobs to idle workers.</summary>
    private void Pump()
    {
        while (true)
        {
            Job? job;
            AsyncSemaphore room;
            lock (_lock)
            {
                if (_busy >= _target)
                    return;
                if (_first.TryDequeue(out job))
                    room = _roomFirst;
                else if (_others.TryDequeue(out job))
                    room = _roomOthers;
                else
                    return;
                _busy++;
            }

            room.Release();
            _ = WorkAsync(job);
        }
    }

    private async Task WorkAsync(Job job)
    {
        try
        {
            // The caller's token is left out: another may wait for the same proof soon.
            var verdict = await _pool.RunAsync(_ => _verifier.Verify(job.Request.Proof, job.Request.Metadata, job.Request.Selection));
            if (job.Key is { } key)
                _cache.Add(key, verdict);
            job.TrySetResult(verdict);
        }
        catch (Exception exception)
        {
            job.TrySetException(exception);
        }

        TaskCompletionSource? drained = null;
        lock (_lock)
        {
            _busy--;
            if (_closed && _busy == 0)
                drained = _drained;
        }

        drained?.TrySetResult();
        Pump();
    }

    [LoggerMessage(10100, LogLevel.Debug, "PoST verification uses {Workers} workers")]
    private static partial void LogScaled(ILogger log, int workers);

    private sealed class Job(ProofRequest request, Hash32? key) : TaskCompletionSource<ProofVerdict>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public ProofRequest Request { get; } = request;

        public Hash32? Key { get; } = key;
    }
}
