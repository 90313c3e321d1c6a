namespace Spacemesh.Ports.State;

/// <summary>
/// Writes of many callers in few transactions: those that come while another one is written, or in the same turn of the scheduler, share
/// the next. Each is kept or undone as if it had one of its own. Thread-safe.
/// </summary>
/// <param name="database">Where to.</param>
/// <param name="most">Writes that share a transaction at most.</param>
public sealed class SharedTransactions(IStateDatabase database, int most = 64)
{
    private readonly Lock _entry = new();
    private readonly Queue<Write> _waiting = new();
    private bool _isWriting;

    /// <summary>Runs <paramref name="body"/> inside a transaction and returns its result once that is committed.</summary>
    /// <param name="body">Writes through the transaction; false undoes what it wrote. It may run twice: the first time is undone then.</param>
    /// <param name="cancellationToken">Gives up before the write begins.</param>
    public async Task<T> RunAsync<T>(Func<IStateTransaction, (bool Keep, T Result)> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        cancellationToken.ThrowIfCancellationRequested();
        T result = default!;
        var write = new Write(transaction =>
        {
            (bool keep, result) = body(transaction);
            return keep;
        });
        bool isFirst;
        lock (_entry)
        {
            _waiting.Enqueue(write);
            isFirst = !_isWriting;
            _isWriting = true;
        }

        if (isFirst)
            _ = WriteAllAsync();
        using (cancellationToken.UnsafeRegister(static (write, token) => ((Write)write!).GiveUp(token), write))
            await write.Done;
        return result;
    }

    private async Task WriteAllAsync()
    {
        // Whoever is about to write in this turn may come along.
        await Task.Yield();
        var turn = new List<Write>();
        while (true)
        {
            turn.Clear();
            lock (_entry)
            {
                while (turn.Count < most && _waiting.TryDequeue(out var write))
                {
                    if (write.TryBegin())
                        turn.Add(write);
                }

                if (turn.Count == 0)
                {
                    _isWriting = false;
                    return;
                }
            }

            if (turn.Count > 1 && TryWrite(turn))
                continue;
            foreach (var write in turn)
                WriteAlone(write);
        }
    }

    /// <summary>Writes them all; false where one of them must be undone or the database fails: then nothing is written.</summary>
    private bool TryWrite(List<Write> turn)
    {
        try
        {
            using var transaction = database.Begin();
            foreach (var write in turn)
            {
                if (!write.Body(transaction))
                    return false;
            }

            transaction.Commit();
        }
        catch (Exception)
        {
            // Alone, each fails for itself.
            return false;
        }

        turn.ForEach(write => write.End(null));
        return true;
    }

    private void WriteAlone(Write write)
    {
        try
        {
            using var transaction = database.Begin();
            if (write.Body(transaction))
                transaction.Commit();
        }
        catch (Exception exception)
        {
            write.End(exception);
            return;
        }

        write.End(null);
    }

    private sealed class Write(Func<IStateTransaction, bool> body)
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _state;

        public Func<IStateTransaction, bool> Body { get; } = body;

        public Task Done => _done.Task;

        /// <summary>Begins it, unless its caller gave up.</summary>
        public bool TryBegin() => Interlocked.CompareExchange(ref _state, 1, 0) == 0;

        public void GiveUp(CancellationToken token)
        {
            if (Interlocked.CompareExchange(ref _state, 2, 0) == 0)
                _done.TrySetCanceled(token);
        }

        public void End(Exception? failure)
        {
            if (failure is null)
                _done.TrySetResult();
            else
                _done.TrySetException(failure);
        }
    }
}
