namespace Spacemesh.Ports.Chain;

/// <summary>Where sync is, for API, dashboard and metrics. Thread-safe.</summary>
public interface ISyncProgress
{
    SyncProgress Progress { get; }
}
