using Spacemesh.Primitives;

namespace Spacemesh.Ports.Chain;

/// <summary>Hears which beacon the ballots of an epoch rest on (spec 05 §7.7, 06 §14 step 8). Thread-safe, quick, does not fail.</summary>
public interface IBallotBeacons
{
    /// <param name="epoch">Epoch of the ballot.</param>
    /// <param name="beacon">The beacon that its proofs sign.</param>
    /// <param name="ballot">The ballot.</param>
    /// <param name="weightPerSlot">Weight of its ATX over the slots of the epoch.</param>
    /// <param name="proofs">Slots that it uses.</param>
    void Report(EpochId epoch, Beacon beacon, BallotId ballot, Fixed weightPerSlot, int proofs);
}
