using Spacemesh.Ports.Chain;

namespace Spacemesh.Simulation;

/// <summary>The only node of a network is always with it.</summary>
internal sealed class LoneSync : ISyncStatus
{
    public bool IsAtxSynced => true;

    public bool ListensToGossip => true;

    public bool IsSynced => true;
}
