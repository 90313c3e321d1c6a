using Spacemesh.Ports.Chain;

namespace Spacemesh.Node.Alone;

/// <summary>The only node of a standalone network is always with it: layers that passed while it was off are empty (spec 09b §9.1).</summary>
internal sealed class AloneSync : ISyncStatus
{
    public bool IsAtxSynced => true;

    public bool ListensToGossip => true;

    public bool IsSynced => true;
}
