namespace Spacemesh.Storage.Memory.Tables;

/// <summary>The tables inside a running transaction.</summary>
internal sealed class TransactionData<TData>(TData data, Journal journal, Action end) : IDataSource<TData>, IDisposable
{
    private bool _committed;
    private bool _disposed;

    public T Read<T>(Func<TData, T> body)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return body(data);
    }

    public T Write<T>(Func<TData, T> body)
    {
        if (_committed)
            throw new InvalidOperationException("The transaction is committed.");
        return Read(body);
    }

    public void Commit()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        journal.Forget();
        _committed = true;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        journal.RollBack();
        end();
    }
}
