namespace Spacemesh.Storage.Memory.Tables;

/// <summary>Kept in step by its <see cref="Table{TKey, TRow}"/>.</summary>
internal abstract class TableIndex<TRow>
{
    public abstract void Add(long place, TRow row);

    public abstract void Remove(long place, TRow row);
}
