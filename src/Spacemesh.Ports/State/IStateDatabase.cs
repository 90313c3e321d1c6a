namespace Spacemesh.Ports.State;

/// <summary>
/// The state database. Calls block; one transaction writes at a time and others wait for it. Inside a transaction only its own
/// stores may be used by the thread that runs it: writing through the database throws <see cref="InvalidOperationException"/>.
/// </summary>
public interface IStateDatabase : IStateStores, IDisposable
{
    /// <summary>Begins a write transaction, waiting for the one before it. It must be disposed; without commit nothing of it stays.</summary>
    IStateTransaction Begin(CancellationToken cancellationToken = default);

    /// <summary>Reads several things of one moment. The stores given to <paramref name="body"/> must not be kept, and refuse writes.</summary>
    T Snapshot<T>(Func<IStateStores, T> body);
}
