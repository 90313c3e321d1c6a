using Spacemesh.Primitives;

namespace Spacemesh.Ports.Local;

/// <summary>Progress of ATX downloads by publish epoch (tables <c>atx_sync_state</c>, <c>atx_sync_requests</c>).</summary>
public interface IAtxSyncStore
{
    /// <summary>Failed tries of every ATX still wanted.</summary>
    IReadOnlyDictionary<AtxId, int> Tries(EpochId epoch);

    /// <summary>Writes what differs from what is stored; an ATX that reached the limit of tries is forgotten.</summary>
    void SaveTries(EpochId epoch, IReadOnlyDictionary<AtxId, int> tries, int limit);

    /// <summary>Adds or replaces.</summary>
    void SaveRequest(EpochId epoch, AtxSyncRequest request);

    AtxSyncRequest? Request(EpochId epoch);

    /// <summary>Forgets everything: after a checkpoint recovery or a reset of the state.</summary>
    void Clear();
}
