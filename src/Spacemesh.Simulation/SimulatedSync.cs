using Spacemesh.Ports.Chain;

namespace Spacemesh.Simulation;

/// <summary>A node that believes that it is with the network.</summary>
internal sealed class SimulatedSync : ISyncStatus
{
    public bool IsAtxSynced => true;

    public bool ListensToGossip => true;

    public bool IsSynced => true;
}
