namespace Spacemesh.Services.Sync;

/// <summary>What sync asks peers, besides objects.</summary>
public enum SyncQuestion
{
    LayerData,
    Opinion,
    Certificate,
    MaliciousIds,
}
