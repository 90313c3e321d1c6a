using Spacemesh.Ports.Chain;

namespace Spacemesh.Node.Alone;

/// <summary>
/// How far a node without peers is. The only node of a standalone network is always with it: layers that passed while it was off are empty
/// (spec 09b §9.1). A node of any other network knows nothing of the others, so it takes no part.
/// </summary>
internal sealed class AloneSync(bool standalone) : ISyncStatus
{
    public bool IsAtxSynced => standalone;

    public bool ListensToGossip => standalone;

    public bool IsSynced => standalone;
}
