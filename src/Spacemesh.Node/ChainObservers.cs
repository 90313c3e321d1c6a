using Spacemesh.AtxsData;
using Spacemesh.Ports.Chain;
using Spacemesh.Primitives;

namespace Spacemesh.Node;

/// <summary>Hands what the intakes say to everyone who listens, in the order of listening. Listeners are added while the graph is built only.</summary>
internal sealed class ChainObservers : IChainObserver
{
    private readonly List<IChainObserver> _observers = [];

    public void Add(IChainObserver observer) => _observers.Add(observer);

    public void AtxAccepted(EpochId target, in AtxEntry atx)
    {
        foreach (var observer in _observers)
            observer.AtxAccepted(target, in atx);
    }

    public void IdentityMalicious(NodeId identity)
    {
        foreach (var observer in _observers)
            observer.IdentityMalicious(identity);
    }

    public void BeaconChosen(EpochId epoch, Beacon beacon)
    {
        foreach (var observer in _observers)
            observer.BeaconChosen(epoch, beacon);
    }
}
