using Spacemesh.Ports.Chain;
using Spacemesh.Primitives;
using Spacemesh.Services.Consensus.Beacons;

namespace Spacemesh.Node;

/// <summary>What the intake of ballots tells the beacon.</summary>
internal sealed class HeardBallots(BeaconKeeper keeper) : IBallotBeacons
{
    public void Report(EpochId epoch, Beacon beacon, BallotId ballot, Fixed weightPerSlot, int proofs) =>
        keeper.BallotAccepted(epoch, ballot, beacon, weightPerSlot, proofs);
}
