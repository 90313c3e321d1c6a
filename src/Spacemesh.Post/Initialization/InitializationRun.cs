using System.Buffers;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Labels;
using Spacemesh.Primitives;

namespace Spacemesh.Post.Initialization;

/// <summary>
/// One run: lanes take pieces of the space in order and compute them side by side; finished pieces reach the disk in order,
/// so that a file's length always says how much of it is right.
/// </summary>
/// <remarks>One lock guards the sequence and the writing; it is never held across an await.</remarks>
internal sealed class InitializationRun : IDisposable
{
    private const int PiecesPerLane = 4;

    private readonly Initializer _initializer;
    private readonly InitializerServices _services;
    private readonly InitializationOptions _options;
    private readonly LaneEngines _engines;
    private readonly FileRange _range;
    private readonly uint _n;
    private readonly Commitment _commitment;
    private readonly byte[] _threshold;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, LabelChunk> _finished = [];
    private readonly CoreThrottle? _throttle;
    private readonly SpaceWriter _writer;
    private IEnumerator<LabelChunk>? _sequence;
    private long _nextToCommit;
    private ulong _chunkSize;
    private bool _failed;

    public InitializationRun(Initializer initializer, InitializerServices services, IReadOnlyList<LabelProvider> providers, FileRange range, uint n)
    {
        _initializer = initializer;
        _services = services;
        _options = initializer.Options;
        _range = range;
        _n = n;
        _commitment = initializer.Metadata.Commitment;
        _threshold = VrfThreshold.Of(_options.NumLabels).ToArray();
        _engines = new LaneEngines(providers, services, n);
        _throttle = _options.Throttle ? new CoreThrottle(services.Time, Math.Max(1, services.Threads)) : null;
        _writer = new SpaceWriter(initializer, services, range);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var layout = _options.Layout;
        Tell(new InitializationEvent.Started(_initializer.Directories.ToString(), _options.NumUnits, _options.MaxFileSize, _options.Network.LabelsPerUnit));
        Tell(new InitializationEvent.LayoutKnown(layout.LabelsPerFile, layout.LabelsIn(_range.Last), _range.First, _range.Last));
        _writer.RemoveSurplus();
        _writer.Place();
        RecheckNonce();
        await FillAsync(cancellationToken);
        if (_initializer.Metadata.Nonce is { } nonce)
            Tell(new InitializationEvent.Completed(nonce));
        else if (_range.IsWhole(layout))
            await SearchBeyondAsync(cancellationToken);
        else
            Tell(new InitializationEvent.Completed(null));
    }

    public void Dispose()
    {
        _sequence?.Dispose();
        _writer.Dispose();
        _engines.Dispose();
    }

    private void Tell(InitializationEvent happened) => _services.Observe(happened);

    /// <summary>A grown space has a lower threshold: a nonce above it is dropped, and the labels there are searched again.</summary>
    private void RecheckNonce()
    {
        if (!_options.Grow || _initializer.Metadata is not { Nonce: { } nonce, NonceValue: { } })
            return;
        using var engine = LabelEngines.Best();
        var label = new Hash32[1];
        engine.ComputeAt(_n, [new LabelId(_commitment, nonce)], label);
        if (Hash32.Span(in label[0]).SequenceCompareTo(_threshold) < 0)
            return;
        Tell(new InitializationEvent.NonceOutgrown(nonce));
        _initializer.Save(_initializer.Metadata with { Nonce = null, NonceValue = null });
        if (NonceSearch.Smallest(_initializer.Directories, _options.Layout, _threshold) is { } found)
            _initializer.Save(_initializer.Metadata with { Nonce = found.Index, NonceValue = found.Value });
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        _sequence = Sequence(cancellationToken).GetEnumerator();
        await OnLanesAsync(LaneAsync, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Runs all lanes; the first failure stops the others and is the one thrown.</summary>
    private async Task OnLanesAsync(Func<LabelLane?, SemaphoreSlim, CancellationToken, Task> lane, CancellationToken cancellationToken)
    {
        var lanes = _engines.Lanes;
        int count = Math.Max(1, lanes.Count);
        using var window = new SemaphoreSlim(count * PiecesPerLane);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Exception? failure = null;
        var running = new List<Task>(count);
        for (int i = 0; i < count; i++)
            running.Add(GuardedAsync(lanes.Count == 0 ? null : lanes[i]));
        await Task.WhenAll(running);
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);

        async Task GuardedAsync(LabelLane? own)
        {
            try
            {
                await lane(own, window, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Whoever asked for the stop knows why.
            }
            catch (Exception exception)
            {
                lock (_gate)
                {
                    failure ??= exception;
                    _failed = true;
                }

                await stop.CancelAsync();
            }
        }
    }

    private async Task LaneAsync(LabelLane? lane, SemaphoreSlim window, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!await window.WaitAsync(0, CancellationToken.None))
                await window.WaitAsync(cancellationToken);
            LabelChunk? chunk;
            lock (_gate)
            {
                if (_failed)
                    return;

                // A lane without an engine asks for the smallest piece and fails on it, as soon as there is something to compute.
                _chunkSize = lane?.ChunkFor(_n) ?? 1;
                chunk = _sequence!.MoveNext() ? _sequence.Current : null;
            }

            if (chunk is null)
                return;
            if (chunk.Note is null)
                await ComputeAsync(lane, chunk, cancellationToken);
            Commit(chunk, window);
        }
    }

    private async ValueTask ComputeAsync(LabelLane? lane, LabelChunk chunk, CancellationToken cancellationToken)
    {
        var engine = _engines.Require(lane);
        byte[] labels = ArrayPool<byte>.Shared.Rent(chunk.Count * PostDataLayout.LabelSize);
        chunk.Labels = labels;
        chunk.Candidate = _throttle is not null && lane!.Throttled
            ? await _throttle.RunAsync(() => ComputeAsync(engine, chunk, labels), cancellationToken)
            : await ComputeAsync(engine, chunk, labels);
    }

    /// <summary>The last label of a batch is computed again by the reference engine, and of every piece that a device computed.</summary>
    private ValueTask<VrfCandidate?> ComputeAsync(ILabelEngine engine, LabelChunk chunk, byte[] labels) => _services.Pool.RunAsync(
        _ =>
        {
            var destination = labels.AsSpan(0, chunk.Count * PostDataLayout.LabelSize);
            var candidate = engine.Compute(_commitment, _n, chunk.First, destination, _threshold);
            if (chunk.EndsBatch || _engines.IsDevice(engine))
                _engines.RequireReference(_commitment, chunk.First + (ulong)chunk.Count - 1, destination[^PostDataLayout.LabelSize..]);
            return candidate;
        },
        Runtime.WorkPriority.Low);

    /// <summary>Everything that is to happen, in order; runs under the lock.</summary>
    private IEnumerable<LabelChunk> Sequence(CancellationToken cancellationToken)
    {
        long sequence = 0;
        var layout = _options.Layout;
        for (long file = _range.First; file <= _range.Last; file++)
        {
            ulong first = layout.FirstLabelOf(file);
            ulong target = layout.LabelsIn(file);
            ulong present = _writer.Prepare(file, out var note);
            yield return new LabelChunk(sequence++, file, first, 0, EndsBatch: false, note);
            if (present >= target)
                continue;
            while (present < target)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ulong batch = Math.Min(_options.ComputeBatchSize, target - present);
                _initializer.BatchesBegun++;
                yield return new LabelChunk(sequence++, file, first, 0, EndsBatch: false, new InitializationEvent.BatchBegun(file, first + present, target - present));
                while (batch > 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    int count = (int)Math.Min(batch, _chunkSize);
                    batch -= (ulong)count;
                    yield return new LabelChunk(sequence++, file, first + present, count, EndsBatch: batch == 0, Note: null);
                    present += (ulong)count;
                }
            }

            yield return new LabelChunk(sequence++, file, first, 0, EndsBatch: false, new InitializationEvent.FileWritten(file, target));
        }
    }

    private void Commit(LabelChunk chunk, SemaphoreSlim window)
    {
        lock (_gate)
        {
            _finished.Add(chunk.Sequence, chunk);
            while (_finished.Remove(_nextToCommit, out var next))
            {
                _nextToCommit++;
                if (next.Note is not null)
                    _writer.Note(next.Note);
                else
                    Write(next);
                window.Release();
            }
        }
    }

    private void Write(LabelChunk chunk)
    {
        if (chunk.Candidate is { } candidate)
            Consider(chunk.File, candidate);
        _writer.Write(chunk.File, chunk.First, chunk.Labels.AsSpan(0, chunk.Count * PostDataLayout.LabelSize));
        ArrayPool<byte>.Shared.Return(chunk.Labels!);
        chunk.Labels = null;
    }

    /// <summary>A better nonce is in the metadata before its label is on the disk (spec 02 §3).</summary>
    private void Consider(long file, VrfCandidate candidate)
    {
        var label = candidate.Label;
        var value = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(Hash32.Span(in label));
        if (_initializer.Metadata is { Nonce: not null, NonceValue: { } best } && value >= best)
            return;
        Tell(new InitializationEvent.NonceFound(file, candidate.Index, value));
        _initializer.Save(_initializer.Metadata with { Nonce = candidate.Index, NonceValue = value });
    }

    /// <summary>Batches beyond the space until one has a nonce; their labels are thrown away.</summary>
    private async Task SearchBeyondAsync(CancellationToken cancellationToken)
    {
        ulong position = Math.Max(_initializer.Metadata.LastPosition ?? 0, _options.NumLabels);
        Tell(new InitializationEvent.SearchingBeyond(position));
        var metadata = _initializer.Metadata;
        try
        {
            while (true)
            {
                metadata = metadata with { LastPosition = position };
                cancellationToken.ThrowIfCancellationRequested();
                _initializer.BatchesBegun++;
                Tell(new InitializationEvent.BeyondBatchBegun(position));
                if (await BestOfAsync(position, cancellationToken) is { } best)
                {
                    // The value is left out here, as the reference does; it is added when the directory is opened next.
                    metadata = metadata with { Nonce = best.Index };
                    Tell(new InitializationEvent.NonceFoundBeyond(best.Index));
                    return;
                }

                position = checked(position + _options.ComputeBatchSize);
            }
        }
        finally
        {
            _initializer.Save(metadata);
        }
    }

    private async Task<VrfCandidate?> BestOfAsync(ulong position, CancellationToken cancellationToken)
    {
        ulong left = _options.ComputeBatchSize;
        ulong next = position;
        VrfCandidate? best = null;
        await OnLanesAsync(
            async (lane, _, stop) =>
            {
                while (true)
                {
                    stop.ThrowIfCancellationRequested();
                    LabelChunk chunk;
                    lock (_gate)
                    {
                        if (left == 0)
                            return;
                        int count = (int)Math.Min(left, lane?.ChunkFor(_n) ?? 1);
                        left -= (ulong)count;
                        chunk = new LabelChunk(0, -1, next, count, EndsBatch: left == 0, Note: null);
                        next += (ulong)count;
                    }

                    await ComputeAsync(lane, chunk, CancellationToken.None);
                    ArrayPool<byte>.Shared.Return(chunk.Labels!);
                    lock (_gate)
                        best = Better(best, chunk.Candidate);
                }
            },
            CancellationToken.None);
        return best;
    }

    private static VrfCandidate? Better(VrfCandidate? one, VrfCandidate? other)
    {
        if (one is not { } first)
            return other;
        if (other is not { } second)
            return one;
        int order = first.Label.CompareTo(second.Label);
        return order < 0 || (order == 0 && first.Index < second.Index) ? one : other;
    }
}
