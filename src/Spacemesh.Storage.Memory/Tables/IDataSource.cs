namespace Spacemesh.Storage.Memory.Tables;

/// <summary>How a store reaches its tables: through the database, a transaction or a snapshot.</summary>
internal interface IDataSource<TData>
{
    T Read<T>(Func<TData, T> body);

    T Write<T>(Func<TData, T> body);
}
