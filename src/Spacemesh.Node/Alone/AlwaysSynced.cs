using Spacemesh.Ports.Chain;

namespace Spacemesh.Node.Alone;

/// <summary>A standalone network's only node is always with the network: layers that passed while it was off are empty (spec 09b §9.1).</summary>
internal sealed class AlwaysSynced : ISyncStatus
{
    public bool IsAtxSynced => true;

    public bool ListensToGossip => true;

    public bool IsSynced => true;
}
