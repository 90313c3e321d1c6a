namespace Spacemesh.Ports.Local;

/// <summary>A running write transaction of the local database; rules as of <see cref="State.IStateTransaction"/>.</summary>
public interface ILocalTransaction : ILocalStores, IDisposable
{
    void Commit();
}
