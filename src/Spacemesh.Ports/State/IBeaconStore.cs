using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>Beacons by target epoch (spec 10 §6.5).</summary>
public interface IBeaconStore
{
    Beacon? Find(EpochId epoch);

    InsertOutcome Add(EpochId epoch, Beacon beacon);

    /// <summary>Sets or overwrites: the bootstrap fallback.</summary>
    void Set(EpochId epoch, Beacon beacon);
}
