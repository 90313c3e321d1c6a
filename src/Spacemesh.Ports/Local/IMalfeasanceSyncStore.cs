namespace Spacemesh.Ports.Local;

/// <summary>When malfeasance proofs were last synced.</summary>
public interface IMalfeasanceSyncStore
{
    /// <summary>Unix seconds; null for never.</summary>
    long? LastSeconds();

    void SetLast(long seconds);

    void Clear();
}
