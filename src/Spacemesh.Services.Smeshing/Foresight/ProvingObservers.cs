using Spacemesh.Ports.Smeshing;

namespace Spacemesh.Services.Smeshing.Foresight;

/// <summary>Tells several observers.</summary>
public sealed class ProvingObservers(params IReadOnlyList<IProvingObserver> observers) : IProvingObserver
{
    public void ProvingStarted(NodeId identity)
    {
        foreach (var observer in observers)
            observer.ProvingStarted(identity);
    }

    public void ProvingEnded(NodeId identity)
    {
        foreach (var observer in observers)
            observer.ProvingEnded(identity);
    }

    public void Proved(NodeId identity, uint units, TimeSpan took)
    {
        foreach (var observer in observers)
            observer.Proved(identity, units, took);
    }
}
