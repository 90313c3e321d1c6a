using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Beacons;
using Spacemesh.Wire.Eligibility;

namespace Spacemesh.Beacons;

/// <summary>
/// First the messages that came early are checked in their order, until one holds: the others are larger. Then each participant publishes its
/// smallest proof, if it is smaller than all that <see cref="BeaconMachine.IsSmallestCoin"/> knows.
/// </summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Round">The round.</param>
/// <param name="Early">Smallest proof first.</param>
/// <param name="Draws">Participants with the number of their units.</param>
public sealed record WeakCoinDuty(
    EpochId Epoch,
    uint Round,
    IReadOnlyList<PendingBeaconMessage> Early,
    IReadOnlyList<(BeaconParticipant Participant, uint Units)> Draws) : BeaconDuty
{
    /// <summary>What the proof of a unit is over.</summary>
    public byte[] Alpha(BeaconParticipant participant, uint unit) => Scale.Encode(new WeakCoinVrfMessage(participant.Nonce, Epoch, Round, unit));

    public byte[] Message(BeaconParticipant participant, uint unit, VrfSignature proof) =>
        Scale.Encode(new WeakCoinMessage(Epoch, Round, unit, participant.Smesher, proof));
}
