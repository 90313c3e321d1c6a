using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Stores;

/// <summary>Reads of one moment.</summary>
internal sealed class SnapshotSource(Connection connection) : IConnectionSource
{
    public T Read<T>(Func<Connection, T> body) => body(connection);

    public T Write<T>(Func<Connection, T> body) => throw new InvalidOperationException("A snapshot is read only.");
}
