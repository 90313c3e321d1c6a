using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Stores;

/// <summary>Everything happens on the connection of one write transaction.</summary>
internal sealed class TransactionSource(WriteTransaction transaction) : IConnectionSource
{
    public T Read<T>(Func<Connection, T> body) => body(transaction.Connection);

    public T Write<T>(Func<Connection, T> body) => body(transaction.Connection);
}
