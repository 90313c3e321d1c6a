namespace Spacemesh.Storage.Memory.Tables;

/// <summary>The tables while nobody writes.</summary>
internal sealed class SnapshotData<TData>(TData data) : IDataSource<TData>
{
    public T Read<T>(Func<TData, T> body) => body(data);

    public T Write<T>(Func<TData, T> body) => throw new InvalidOperationException("A snapshot is read only.");
}
