using Spacemesh.Ports.Chain;

namespace Spacemesh.Services.Activation.Tests.Support;

/// <summary>How far the node is, as told.</summary>
internal sealed class Gate : ISyncStatus
{
    public bool IsAtxSynced { get; set; } = true;

    public bool ListensToGossip => IsAtxSynced;

    public bool IsSynced => IsAtxSynced;
}
