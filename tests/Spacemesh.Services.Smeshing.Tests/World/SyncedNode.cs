using Spacemesh.Ports.Chain;

namespace Spacemesh.Services.Smeshing.Tests.World;

internal sealed class SyncedNode : ISyncStatus
{
    public bool IsAtxSynced { get; set; } = true;

    public bool ListensToGossip { get; set; } = true;

    public bool IsSynced { get; set; } = true;
}
