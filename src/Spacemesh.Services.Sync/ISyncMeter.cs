namespace Spacemesh.Services.Sync;

/// <summary>Hears what sync does, as it happens. Must return at once.</summary>
public interface ISyncMeter
{
    /// <summary>A run is over.</summary>
    void Ran(bool succeeded);

    /// <summary>A run of the state is over.</summary>
    void StateRan(bool succeeded);

    /// <summary>A layer's data is here.</summary>
    void LayerSynced(uint layer);

    /// <summary>The ATXs of an epoch are here.</summary>
    void EpochSynced(uint epoch);

    /// <summary>The opinions of a layer are here.</summary>
    void OpinionsSynced(uint layer);

    /// <summary>A difference between a peer's hashes and ours was looked into.</summary>
    void HashResolved(bool succeeded);

    void CertificateAdopted();

    void OpinionPolled();

    /// <summary>A peer failed to answer.</summary>
    void PeerFailed(SyncQuestion question);
}
