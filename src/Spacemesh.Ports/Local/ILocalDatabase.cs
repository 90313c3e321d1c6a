namespace Spacemesh.Ports.Local;

/// <summary>The local database; rules as of <see cref="State.IStateDatabase"/>. Every commit waits for the disk: a lost row costs an epoch.</summary>
public interface ILocalDatabase : ILocalStores, IDisposable
{
    ILocalTransaction Begin(CancellationToken cancellationToken = default);

    T Snapshot<T>(Func<ILocalStores, T> body);
}
