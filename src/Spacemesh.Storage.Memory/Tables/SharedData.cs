namespace Spacemesh.Storage.Memory.Tables;

/// <summary>
/// The tables of one database under its lock: a call by itself is a transaction, a running transaction keeps everybody else out.
/// Only this class takes the lock.
/// </summary>
internal sealed class SharedData<TData>(TData data, Journal journal) : IDataSource<TData>
{
    private readonly Lock _lock = new();
    private bool _inTransaction;
    private bool _closed;

    public T Read<T>(Func<TData, T> body)
    {
        lock (_lock)
        {
            ThrowIfBusy();
            return body(data);
        }
    }

    public T Write<T>(Func<TData, T> body)
    {
        lock (_lock)
        {
            ThrowIfBusy();
            try
            {
                var result = body(data);
                journal.Forget();
                return result;
            }
            catch
            {
                journal.RollBack();
                throw;
            }
        }
    }

    public TransactionData<TData> Begin()
    {
        _lock.Enter();
        try
        {
            ThrowIfBusy();
            _inTransaction = true;
            return new TransactionData<TData>(data, journal, End);
        }
        catch
        {
            _lock.Exit();
            throw;
        }
    }

    public T Snapshot<T>(Func<IDataSource<TData>, T> body)
    {
        lock (_lock)
        {
            ThrowIfBusy();
            return body(new SnapshotData<TData>(data));
        }
    }

    public void Close()
    {
        lock (_lock)
            _closed = true;
    }

    private void End()
    {
        _inTransaction = false;
        _lock.Exit();
    }

    private void ThrowIfBusy()
    {
        if (_closed)
            throw new StorageException(StorageErrorKind.Closed, "database closed");
        if (_inTransaction)
            throw new InvalidOperationException("This thread runs a transaction: use its stores.");
    }
}
