using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Beacons;
using Spacemesh.Wire.Eligibility;

namespace Spacemesh.Beacons;

/// <summary>Each participant proposes, if <see cref="BeaconMachine.Classify"/> finds its proof good for anything.</summary>
public sealed record ProposalDuty(EpochId Epoch, IReadOnlyList<BeaconParticipant> Participants) : BeaconDuty
{
    /// <summary>What a participant's proof is over.</summary>
    public byte[] Alpha(BeaconParticipant participant) => Scale.Encode(new BeaconVrfMessage(participant.Nonce, Epoch));

    /// <summary>The message of a participant.</summary>
    public byte[] Message(BeaconParticipant participant, VrfSignature proof) => Scale.Encode(new BeaconProposalMessage(Epoch, participant.Smesher, proof));
}
