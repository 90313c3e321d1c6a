using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Beacons;

namespace Spacemesh.Beacons;

/// <summary>Each participant signs and publishes the same lists.</summary>
public sealed record FirstVotesDuty(FirstVotingMessageBody Body, IReadOnlyList<BeaconParticipant> Participants) : BeaconDuty
{
    /// <summary>What is signed as <see cref="Crypto.Signing.SigningDomain.BeaconFirstMessage"/>.</summary>
    public byte[] SignedBytes() => Scale.Encode(Body);

    public byte[] Message(BeaconParticipant participant, EdSignature signature) =>
        Scale.Encode(new FirstVotingMessage(Body, participant.Smesher, signature));

    /// <summary>The stored proposals, ascending; of more than a list takes, the first.</summary>
    internal static FirstVotesDuty Create(BeaconEpoch epoch) => new(
        new FirstVotingMessageBody(
            epoch.Epoch,
            epoch.Valid.Take(FirstVotingMessageBody.MaxValidProposals).ToScaleList(),
            epoch.PotentiallyValid.Take(FirstVotingMessageBody.MaxPotentiallyValidProposals).ToScaleList()),
        epoch.Participants);
}
