using Microsoft.Extensions.Logging;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Net.Metering;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Net.Fetching;

/// <summary>
/// Fetches objects from peers and puts them through their intakes (spec 08 §7). What was asked for by several is fetched once; hashes are
/// asked for in batches, of peers that were hinted at or are among the best; an object that a peer does not have, does not send or sends
/// wrongly is asked of others, each once. Whoever serves rejected objects, or others than those that are accepted in the end, is
/// disconnected and distrusted.
/// <para>
/// Nothing waits for ever: every peer is asked once, requests end by themselves, and what objects need is limited in depth and number, so
/// that no peer can have others fetched without end. Memory is bounded by <see cref="FetchOptions.Requests"/> answers and
/// <see cref="FetchOptions.MaxOutstanding"/> objects.
/// </para>
/// Thread-safe. One lock, held for look-ups and planning, never while peers, stores or intakes are asked.
/// </summary>
public sealed class ObjectFetcher : IObjectFetcher
{
    /// <summary>Objects that are known to be of no use (spec 06 §13).</summary>
    private const int SettledCapacity = 10_000;

    private readonly Lock _entry = new();
    private readonly IPeerRequests _requests;
    private readonly StoredObjects _stored;
    private readonly TimeProvider _time;
    private readonly IRandomSource _random;
    private readonly FetchOptions _options;
    private readonly INetworkMeter _meter;
    private readonly ILogger _log;
    private readonly AsyncLocal<FetchChain?> _chain = new();
    private readonly AsyncSemaphore _many;
    private readonly AsyncSemaphore _wake = new(0);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<(ObjectKind Kind, Hash32 Hash), FetchEntry> _entries = [];
    private readonly RecentMap<(ObjectKind Kind, Hash32 Hash), (Verdict Verdict, DateTimeOffset Since)> _settled = new(SettledCapacity);
    private readonly HintTable _hints;
    private readonly PeerConduct _conduct;
    private readonly Dictionary<PeerId, int> _underWay = [];
    private readonly LinkedList<FetchEntry> _queue = new();
    private TaskCompletionSource? _full;
    private bool _isAwake;
    private bool _hasEnded;
    private int _owned;
    private int _activeSets;
    private FetchStatistics _statistics;

    /// <param name="requests">How peers are asked; their order is the ranking.</param>
    /// <param name="stored">What is here already.</param>
    /// <param name="time">Time of waits.</param>
    /// <param name="random">Choice among equals.</param>
    /// <param name="options">The limits.</param>
    /// <param name="logs">Where it logs.</param>
    /// <param name="meter">Hears whom it looks for and what fails.</param>
    public ObjectFetcher(
        IPeerRequests requests, StoredObjects stored, TimeProvider time, IRandomSource random, FetchOptions options, ILoggerFactory logs, INetworkMeter? meter = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logs);
        (_requests, _stored, _time, _random, _options) = (requests, stored, time, random, options);
        _meter = meter ?? SilentMeter.Instance;
        _log = logs.CreateLogger<ObjectFetcher>();
        _many = new AsyncSemaphore(options.ManyConcurrency);
        _hints = new HintTable(options.HintCapacity);
        _conduct = new PeerConduct(time, options.DistrustFor);
    }

    public FetchStatistics Statistics
    {
        get
        {
            lock (_entry)
                return _statistics with { Outstanding = _entries.Count };
        }
    }

    /// <summary>Objects of each kind that are on their way.</summary>
    public IReadOnlyDictionary<ObjectKind, int> Pending()
    {
        lock (_entry)
            return _entries.Keys.CountBy(key => key.Kind).ToDictionary();
    }

    /// <summary>Whether a peer served wrong objects lately.</summary>
    public bool IsDistrusted(PeerId peer)
    {
        lock (_entry)
            return _conduct.IsDistrusted(peer);
    }

    public void Hint(PeerId peer, IEnumerable<Hash32> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (peer.IsNone)
            return;
        lock (_entry)
        {
            // More would only drive each other out.
            foreach (var id in ids.Take(_options.HintCapacity))
                _hints.Add(peer, id);
        }
    }

    public async Task FetchAsync(ObjectKind kind, IReadOnlyCollection<Hash32> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var neededBy = _chain.Value;
        var failures = new Dictionary<Hash32, Verdict>();
        foreach (var window in ids.Chunk(_options.Window))
        {
            var outcomes = await Task.WhenAll(Array.ConvertAll(window, id => WaitAsync(Start(kind, id, neededBy, isListed: false), cancellationToken)));
            for (int i = 0; i < window.Length; i++)
                NoteFailure(failures, window[i], outcomes[i]);
            // Whoever needs them all is not helped by the rest.
            if (failures.Values.Any(verdict => neededBy is not null || !(verdict.IsReject || verdict.IsSettled)))
                break;
        }

        if (failures.Count > 0)
            throw new ObjectFetchException(kind, failures);
    }

    public async Task FetchManyAsync(ObjectKind kind, IReadOnlyCollection<Hash32> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var failures = new Dictionary<Hash32, Verdict>();
        foreach (var window in ids.Chunk(_options.Window))
        {
            var outcomes = await Task.WhenAll(Array.ConvertAll(window, id => FetchListedAsync(kind, id, cancellationToken)));
            for (int i = 0; i < window.Length; i++)
                NoteFailure(failures, window[i], outcomes[i]);
        }

        if (failures.Count > 0)
            throw new ObjectFetchException(kind, failures);
    }

    /// <summary>
    /// Asks peers for what is waiting, until it is cancelled; then every wait is cancelled. Runs once. Before it runs, requests wait.
    /// </summary>
    /// <param name="intakes">Where fetched objects go.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(ObjectIntakes intakes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(intakes);
        try
        {
            while (true)
            {
                await _wake.WaitAsync(cancellationToken);
                await GatherAsync(cancellationToken);
                Flush(intakes, cancellationToken);
            }
        }
        finally
        {
            End(cancellationToken);
            await _drained.Task;
        }
    }

    private static void NoteFailure(Dictionary<Hash32, Verdict> failures, Hash32 id, Verdict verdict)
    {
        if (!verdict.IsAccept)
            failures[id] = verdict;
    }

    /// <summary>Waits without leaving the scheduler; cancelling ends this wait only.</summary>
    private static async Task<Verdict> WaitAsync(Task<Verdict> outcome, CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled || outcome.IsCompleted)
            return await outcome;
        // Not Task.WhenAny: it would go on where the outcome is set.
        var wait = new TaskCompletionSource<Verdict>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellationToken.UnsafeRegister(static (wait, token) => ((TaskCompletionSource<Verdict>)wait!).TrySetCanceled(token), wait);
        _ = PassOnAsync(outcome, wait);
        return await wait.Task;
    }

    private static async Task PassOnAsync(Task<Verdict> outcome, TaskCompletionSource<Verdict> wait)
    {
        try
        {
            wait.TrySetResult(await outcome);
        }
        catch (OperationCanceledException exception)
        {
            wait.TrySetCanceled(exception.CancellationToken);
        }
    }

    private async Task<Verdict> FetchListedAsync(ObjectKind kind, Hash32 id, CancellationToken cancellationToken)
    {
        await _many.WaitAsync(cancellationToken);
        try
        {
            return await WaitAsync(Start(kind, id, _chain.Value, isListed: true), cancellationToken);
        }
        finally
        {
            _many.Release();
        }
    }

    /// <summary>The outcome of an object: known at once, of a fetch under way, or of a new one.</summary>
    private Task<Verdict> Start(ObjectKind kind, Hash32 id, FetchChain? neededBy, bool isListed)
    {
        if (_stored.Contains(kind, id))
            return Task.FromResult(Verdict.Accept);
        neededBy?.HasFetched = true;
        if (neededBy?.Contains(kind, id) ?? false)
            return Task.FromResult(Verdict.Ignore($"{kind} {id} needs itself"));
        lock (_entry)
        {
            if (_hasEnded)
                return Task.FromCanceled<Verdict>(new CancellationToken(canceled: true));
            if (_settled.TryGet((kind, id), out var settled) && _time.GetUtcNow() - settled.Since < _options.SettledFor)
                return Task.FromResult(settled.Verdict);
            if (_entries.TryGetValue((kind, id), out var shared))
                return shared.Outcome;
            if (Excess(neededBy, isListed) is { } excess)
                return Task.FromResult(Verdict.Ignore(excess));
            var entry = new FetchEntry(kind, id, neededBy);
            _entries.Add((kind, id), entry);
            Enqueue(entry);
            return entry.Outcome;
        }
    }

    /// <summary>Why one more object is too many; null where it is not.</summary>
    private string? Excess(FetchChain? neededBy, bool isListed)
    {
        if (!isListed && _entries.Count >= _options.MaxOutstanding)
            return $"{_options.MaxOutstanding} objects are being fetched";
        if (neededBy is null)
            return null;
        string? limit = neededBy.Depth >= _options.MaxDepth ? $"more than {_options.MaxDepth} one after the other"
            : neededBy.CountNeeded() > _options.MaxNeeded ? $"more than {_options.MaxNeeded} in all"
            : null;
        if (limit is not null)
            FetchLog.TooMuchNeeded(_log, neededBy.Kind, neededBy.Hash, limit);
        return limit is null ? null : $"needs {limit}";
    }

    private void Enqueue(FetchEntry entry)
    {
        entry.Place = _queue.AddLast(entry);
        if (_queue.Count >= _options.QueueSize)
            _full?.TrySetResult();
        Wake();
    }

    private void Unqueue(FetchEntry entry)
    {
        if (entry.Place is { } place)
            _queue.Remove(place);
        entry.Place = null;
    }

    private void Wake()
    {
        if (_isAwake)
            return;
        _isAwake = true;
        _wake.Release();
    }

    /// <summary>Lets hashes come together, so that fewer requests ask for them.</summary>
    private async Task GatherAsync(CancellationToken cancellationToken)
    {
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_entry)
        {
            if (_queue.Count >= _options.QueueSize)
                return;
            _full = enough;
        }

        using var timer = _time.CreateTimer(static enough => ((TaskCompletionSource)enough!).TrySetResult(), enough, _options.BatchTimeout, Timeout.InfiniteTimeSpan);
        using var registration = cancellationToken.UnsafeRegister(static enough => ((TaskCompletionSource)enough!).TrySetResult(), enough);
        await enough.Task;
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Flush(ObjectIntakes intakes, CancellationToken cancellationToken)
    {
        var peers = _requests.Peers;
        var batches = new List<FetchBatch>();
        lock (_entry)
        {
            (_isAwake, _full) = (false, null);
            var plan = new BatchPlan(_options, peers, _conduct, _hints, _random, _underWay, _activeSets);
            for (var place = _queue.First; place is not null && !plan.IsFull;)
            {
                var entry = place.Value;
                place = place.Next;
                var outcome = plan.Add(entry);
                if (outcome == PlanOutcome.Full)
                    continue;
                Unqueue(entry);
                _meter.HintLookedUp(entry.Kind, _hints.Of(entry.Hash).Count > 0);
                if (outcome == PlanOutcome.NobodyLeft && entry.UnderWay == 0)
                    Finish(entry, peers.Count == 0 ? Verdict.Ignore("no peers") : entry.FinalFailure);
            }

            foreach (var (peer, entries) in plan.Batches)
            {
                var batch = new FetchBatch(peer, entries, _options.MaxAnswer);
                _activeSets += batch.IsActiveSet ? 1 : 0;
                foreach (var entry in entries)
                {
                    entry.Asked.Add(peer);
                    entry.UnderWay++;
                }

                batches.Add(batch);
            }

            _statistics = _statistics with { Requests = _statistics.Requests + batches.Count };
        }

        foreach (var batch in batches)
        {
            _ = OwnAsync(AskAsync(batch, intakes, cancellationToken));
            _ = OwnAsync(RepeatAsync(batch, cancellationToken));
        }
    }

    /// <summary>Counts what goes on, so that the run ends after all of it.</summary>
    private async Task OwnAsync(Task work)
    {
        lock (_entry)
            _owned++;
        try
        {
            await work;
        }
        finally
        {
            lock (_entry)
            {
                _owned--;
                if (_hasEnded && _owned == 0)
                    _drained.TrySetResult();
            }
        }
    }

    /// <summary>Asks others too when a peer takes long.</summary>
    private async Task RepeatAsync(FetchBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(_options.RedundantAfter, _time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lock (_entry)
        {
            if (batch.HasEnded)
                return;
            foreach (var entry in batch.Entries)
            {
                if (entry is { IsDone: false, IsQueued: false, IsJudged: false } && entry.UnderWay < _options.Redundancy)
                    Enqueue(entry);
            }
        }
    }

    private async Task AskAsync(FetchBatch batch, ObjectIntakes intakes, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<Hash32, ReadOnlyMemory<byte>> objects;
        try
        {
            objects = batch.Read(await _requests.RequestAsync(batch.Peer, batch.Request, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            // Also what is no failure of the peer: objects must not wait for a request that is over.
            FetchLog.RequestFailed(_log, batch.Entries.Count, batch.Peer, exception.Message);
            EndRequest(batch);
            foreach (var entry in batch.Entries)
                _meter.FetchFailed(entry.Kind);
            NoteFailedRequest(batch, exception);
            return;
        }

        // The request is over before anything is taken in: intakes may wait for other requests (spec 08 §21).
        EndRequest(batch);
        var found = new List<(FetchEntry Entry, ReadOnlyMemory<byte> Bytes)>();
        var idle = new List<FetchEntry>();
        lock (_entry)
        {
            foreach (var entry in batch.Entries)
            {
                if (entry is { IsDone: false, IsJudged: false } && objects.TryGetValue(entry.Hash, out var bytes))
                {
                    entry.IsJudged = true;
                    Unqueue(entry);
                    found.Add((entry, bytes));
                }
                else if (entry.IsIdle)
                {
                    idle.Add(entry);
                }
            }
        }

        foreach (var entry in idle)
            AskNext(entry);
        await Task.WhenAll(found.Select(one => TakeInAsync(one.Entry, batch.Peer, one.Bytes, intakes, cancellationToken)));
    }

    private void EndRequest(FetchBatch batch)
    {
        lock (_entry)
        {
            batch.HasEnded = true;
            if (--_underWay[batch.Peer] == 0)
                _underWay.Remove(batch.Peer);
            _activeSets -= batch.IsActiveSet ? 1 : 0;
            foreach (var entry in batch.Entries)
                entry.UnderWay--;
            if (_queue.Count > 0)
                Wake();
        }
    }

    private void NoteFailedRequest(FetchBatch batch, Exception exception)
    {
        var failure = (exception as PeerRequestException)?.Failure ?? PeerRequestFailure.NoAnswer;
        var idle = new List<FetchEntry>();
        lock (_entry)
        {
            _statistics = _statistics with { FailedRequests = _statistics.FailedRequests + 1 };
            bool isTooMany = failure == PeerRequestFailure.TooLong && batch.Entries.Count > 1;
            if (failure is PeerRequestFailure.Malformed or PeerRequestFailure.TooLong && !isTooMany)
                _conduct.NoteMalformed(batch.Peer);
            foreach (var entry in batch.Entries)
            {
                if (isTooMany)
                {
                    // Each may be fine: the same peer is asked for it alone.
                    entry.IsAlone = true;
                    entry.Asked.Remove(batch.Peer);
                }
                else
                {
                    entry.NoteFailedRequest(exception.Message);
                }

                if (entry.IsIdle)
                    idle.Add(entry);
            }
        }

        foreach (var entry in idle)
            AskNext(entry);
    }

    private async Task TakeInAsync(FetchEntry entry, PeerId peer, ReadOnlyMemory<byte> bytes, ObjectIntakes intakes, CancellationToken cancellationToken)
    {
        var chain = new FetchChain(entry.WantedBy, entry.Kind, entry.Hash);
        Verdict verdict;
        try
        {
            _chain.Value = chain;
            verdict = await intakes.Of(entry.Kind)(new ReceivedObject(entry.Hash, peer, bytes), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            FetchLog.IntakeFailed(_log, exception, entry.Kind, entry.Hash, peer);
            verdict = Verdict.Ignore($"{exception.GetType().Name}: {exception.Message}");
        }

        Judge(entry, peer, Blake3.Hash(bytes.Span), verdict, isFinal: chain.HasFetched);
    }

    /// <param name="entry">The object.</param>
    /// <param name="peer">Who served it.</param>
    /// <param name="version">Hash of its bytes.</param>
    /// <param name="verdict">What its intake says.</param>
    /// <param name="isFinal">Whether another peer's version would not be better: it failed by what it needs.</param>
    private void Judge(FetchEntry entry, PeerId peer, Hash32 version, Verdict verdict, bool isFinal)
    {
        bool asksNext = false;
        var liars = new List<PeerId>();
        lock (_entry)
        {
            entry.IsJudged = false;
            bool isRefused = !verdict.IsAccept;
            _statistics = _statistics with { Objects = _statistics.Objects + (isRefused ? 0 : 1), Refused = _statistics.Refused + (isRefused ? 1 : 0) };
            if (verdict.IsReject)
                liars.Add(peer);
            else if (verdict.IsAccept)
                liars.AddRange(entry.Refused.Where(refused => refused.Version != version).Select(refused => refused.Peer));
            foreach (var liar in liars)
                _conduct.NoteLie(liar);
            if (verdict.IsSettled)
                _settled.Set((entry.Kind, entry.Hash), (verdict, _time.GetUtcNow()));
            if (isRefused)
                entry.NoteRefusal(peer, version, verdict);
            if (verdict.IsAccept || verdict.IsSettled || isFinal || entry.Refusals >= _options.MaxRefusals)
                Finish(entry, verdict);
            else
                asksNext = entry.IsIdle;
        }

        foreach (var liar in liars)
        {
            FetchLog.Lied(_log, liar, entry.Kind, entry.Hash, verdict);
            _requests.Drop(liar, $"a bad {entry.Kind} {entry.Hash}");
        }

        if (asksNext)
            AskNext(entry);
    }

    /// <summary>Puts an object that nobody is asked for back into the queue, or ends it.</summary>
    private void AskNext(FetchEntry entry)
    {
        bool isStored = _stored.Contains(entry.Kind, entry.Hash);
        lock (_entry)
        {
            if (!entry.IsIdle)
                return;
            if (isStored)
                Finish(entry, Verdict.Accept);
            else if (entry.Asked.Count > _options.MaxRetries)
                Finish(entry, Verdict.Ignore("fetch failed after max retries for request"));
            else if (entry.FailedRequests >= _options.MaxFailedRequests)
                Finish(entry, entry.FinalFailure);
            else
                Enqueue(entry);
        }
    }

    private void Finish(FetchEntry entry, Verdict verdict)
    {
        _entries.Remove((entry.Kind, entry.Hash));
        Unqueue(entry);
        entry.Finish(verdict);
    }

    private void End(CancellationToken cancellationToken)
    {
        lock (_entry)
        {
            _hasEnded = true;
            foreach (var entry in _entries.Values)
                entry.Cancel(cancellationToken);
            _entries.Clear();
            _queue.Clear();
            if (_owned == 0)
                _drained.TrySetResult();
        }
    }
}
