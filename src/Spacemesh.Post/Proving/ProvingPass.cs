using System.Collections.Concurrent;
using Spacemesh.Post.DataDirectory;
using Spacemesh.Runtime;

namespace Spacemesh.Post.Proving;

/// <summary>
/// One pass over the space: all drives are read side by side, blocks are scanned on a work pool, and what they hold is counted
/// in the order of the data of each drive. With one drive the outcome does not depend on the number of threads.
/// </summary>
internal sealed class ProvingPass : IDisposable
{
    private readonly PostDataReader _reader;
    private readonly ProvingOptions _options;
    private readonly IWorkPool _pool;
    private readonly NonceKeys _keys;
    private readonly ProvingDifficulty _difficulty;
    private readonly NonceTally _tally;
    private readonly Action<ProvingState> _save;
    private readonly Action<long> _report;
    private readonly ConcurrentBag<LabelScanner> _scanners = [];
    private readonly AsyncSemaphore _threads;
    private readonly int _threadCount;

    // Guards all below; nothing else is taken while it is held.
    private readonly Lock _guard = new();
    private ProvingState _state;
    private long _unsaved;
    private uint? _winner;

    public ProvingPass(
        PostDataReader reader,
        ProvingOptions options,
        IWorkPool pool,
        NonceKeys keys,
        ProvingDifficulty difficulty,
        NonceTally tally,
        ProvingState state,
        Action<ProvingState> save,
        Action<long> report)
    {
        _reader = reader;
        _options = options;
        _pool = pool;
        _keys = keys;
        _difficulty = difficulty;
        _tally = tally;
        _state = state;
        _save = save;
        _report = report;
        _threadCount = Math.Clamp(options.Threads ?? pool.Parallelism, 1, pool.Parallelism);
        _threads = new AsyncSemaphore(_threadCount);
    }

    /// <summary>The first nonce with enough good labels, or null when the whole space has none.</summary>
    public async ValueTask<uint?> RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var drives = Enumerable.Range(0, _reader.Directories.Paths.Count).Select(drive => ScanDriveAsync(drive, stop)).ToArray();
        try
        {
            await Task.WhenAll(drives);
        }
        catch (OperationCanceledException) when (Winner is not null)
        {
            // The other drives were stopped by the winner.
        }
        catch when (cancellationToken.IsCancellationRequested)
        {
            SaveNow();
            throw;
        }

        return Winner;
    }

    public void Dispose()
    {
        while (_scanners.TryTake(out var scanner))
            scanner.Dispose();
    }

    private uint? Winner
    {
        get
        {
            lock (_guard)
                return _winner;
        }
    }

    private async Task ScanDriveAsync(int drive, CancellationTokenSource stop)
    {
        var scans = new Queue<Task<ScannedBlock>>();
        try
        {
            ulong from;
            lock (_guard)
                from = _state.Positions[drive];
            await foreach (var block in _reader.ReadBlocksAsync(_reader.FilesOn(drive), from, _options.Read, stop.Token))
            {
                scans.Enqueue(ScanAsync(block, stop.Token));
                // Enough for every thread to find work while the oldest block is being finished.
                if (scans.Count > 2 * _threadCount && Commit(drive, await scans.Dequeue()))
                    break;
            }

            while (scans.Count > 0 && Winner is null)
                Commit(drive, await scans.Dequeue());
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
        finally
        {
            if (Winner is not null)
                await stop.CancelAsync();
            // Their buffers belong to the reader, which outlives this pass but not its caller.
            foreach (var scan in scans)
                await EndedAsync(scan);
        }
    }

    private static async Task EndedAsync(Task scan)
    {
        try
        {
            await scan;
        }
        catch (Exception)
        {
            // The error or the winner that ended the pass is told already.
        }
    }

    private async Task<ScannedBlock> ScanAsync(PostDataBlock block, CancellationToken cancellationToken)
    {
        using (block)
        {
            await _threads.WaitAsync(cancellationToken);
            try
            {
                var good = await _pool.RunAsync(_ => Scan(block), _options.Priority, cancellationToken);
                return new ScannedBlock(block.FirstLabel + ((ulong)block.Labels.Length / PostDataLayout.LabelSize), block.Labels.Length, good);
            }
            finally
            {
                _threads.Release();
            }
        }
    }

    private List<GoodLabel> Scan(PostDataBlock block)
    {
        var scanner = _scanners.TryTake(out var idle) ? idle : new LabelScanner(ScanKernels.Best);
        var good = new List<GoodLabel>();
        scanner.Scan(block.Labels.Span, block.FirstLabel, _keys, _difficulty, good);
        _scanners.Add(scanner);
        return good;
    }

    // True when the pass is over.
    private bool Commit(int drive, ScannedBlock block)
    {
        long scanned;
        lock (_guard)
        {
            if (_winner is not null)
                return true;
            foreach (var label in block.Good)
            {
                if (_tally.Add(label))
                {
                    _winner = label.Nonce;
                    return true;
                }
            }

            _state.Positions[drive] = block.EndLabel;
            _state = _state with { Scanned = _state.Scanned + block.Length };
            scanned = _state.Scanned;
            _unsaved += block.Length;
            if (_unsaved >= _options.SaveInterval)
                Save();
        }

        _report(scanned);
        return false;
    }

    private void SaveNow()
    {
        lock (_guard)
            Save();
    }

    private void Save()
    {
        _unsaved = 0;
        _save(_state with { Good = [.. _tally.Lists.Select(list => list.ToArray())] });
    }

    private readonly record struct ScannedBlock(ulong EndLabel, int Length, List<GoodLabel> Good);
}
