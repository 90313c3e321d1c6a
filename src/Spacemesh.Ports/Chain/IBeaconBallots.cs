using Spacemesh.Primitives;

namespace Spacemesh.Ports.Chain;

/// <summary>Hears which beacons ballots declare, so that a node without the protocol's result learns it from them (spec 05 §7.8).</summary>
public interface IBeaconBallots
{
    /// <summary>A ballot passed its eligibility check. Quick, from any thread; the same ballot again changes nothing.</summary>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="ballot">Its id.</param>
    /// <param name="declared">The beacon that it declares, itself or in its reference ballot.</param>
    /// <param name="weightPerSlot">ATX weight / eligibility count.</param>
    /// <param name="proofs">Eligibilities in the ballot.</param>
    void BallotAccepted(EpochId epoch, BallotId ballot, Beacon declared, Fixed weightPerSlot, int proofs);
}
