using Spacemesh.AtxsData;
using Spacemesh.Primitives;

namespace Spacemesh.Ports.Chain;

/// <summary>
/// What the law hears from the intakes, after it was stored and cached. The node hands each call on to all who asked for it; the calls
/// are quick, do not fail and come from any thread.
/// </summary>
public interface IChainObserver
{
    /// <summary>A valid ATX that was not known, with the epoch in which it counts.</summary>
    void AtxAccepted(EpochId target, in AtxEntry atx);

    /// <summary>An identity turned out to be malicious; said once.</summary>
    void IdentityMalicious(NodeId identity);

    /// <summary>The epoch's beacon is known, or another one than before.</summary>
    void BeaconChosen(EpochId epoch, Beacon beacon);
}
