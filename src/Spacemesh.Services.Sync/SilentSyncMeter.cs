namespace Spacemesh.Services.Sync;

/// <summary>For nodes whose numbers nobody reads.</summary>
public sealed class SilentSyncMeter : ISyncMeter
{
    private SilentSyncMeter()
    {
    }

    public static SilentSyncMeter Instance { get; } = new();

    public void Ran(bool succeeded)
    {
    }

    public void StateRan(bool succeeded)
    {
    }

    public void LayerSynced(uint layer)
    {
    }

    public void EpochSynced(uint epoch)
    {
    }

    public void OpinionsSynced(uint layer)
    {
    }

    public void HashResolved(bool succeeded)
    {
    }

    public void CertificateAdopted()
    {
    }

    public void OpinionPolled()
    {
    }

    public void PeerFailed(SyncQuestion question)
    {
    }
}
