namespace Spacemesh.Ports.State;

/// <summary>
/// A running write transaction. Its stores see its own changes. A refused insert undoes only itself: the transaction goes on.
/// Belongs to one thread; no await between begin and end.
/// </summary>
public interface IStateTransaction : IStateStores, IDisposable
{
    /// <summary>Makes everything visible at once and durable. When it throws, nothing was committed.</summary>
    void Commit();
}
