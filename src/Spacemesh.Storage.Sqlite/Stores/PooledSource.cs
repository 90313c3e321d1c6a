using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Stores;

/// <summary>Reads on the pool's readers and commits every write by itself.</summary>
internal sealed class PooledSource(SqliteDatabase database) : IConnectionSource
{
    public T Read<T>(Func<Connection, T> body) => database.Read(body);

    public T Write<T>(Func<Connection, T> body) => database.Write(body);
}
