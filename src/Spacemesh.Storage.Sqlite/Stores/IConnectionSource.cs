using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Stores;

/// <summary>Where a store gets its connection: the pools of a database, a running transaction, or a snapshot.</summary>
internal interface IConnectionSource
{
    T Read<T>(Func<Connection, T> body);

    /// <summary>Runs writes that belong together; by itself they are one transaction.</summary>
    T Write<T>(Func<Connection, T> body);
}
