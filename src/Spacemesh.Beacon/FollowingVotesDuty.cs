using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Beacons;

namespace Spacemesh.Beacons;

/// <summary>Each participant whose first votes were counted signs and publishes the node's votes, as bits over its own list.</summary>
public sealed record FollowingVotesDuty(IReadOnlyList<(BeaconParticipant Participant, FollowingVotingMessageBody Body)> Votes) : BeaconDuty
{
    /// <summary>What is signed as <see cref="Crypto.Signing.SigningDomain.BeaconFollowupMessage"/>.</summary>
    public static byte[] SignedBytes(FollowingVotingMessageBody body) => Scale.Encode(body);

    public static byte[] Message(BeaconParticipant participant, FollowingVotingMessageBody body, EdSignature signature) =>
        Scale.Encode(new FollowingVotingMessage(body, participant.Smesher, signature));

    internal static FollowingVotesDuty Create(BeaconEpoch epoch, uint round, VoteCount votes)
    {
        var drafts = new List<(BeaconParticipant, FollowingVotingMessageBody)>();
        foreach (var participant in epoch.Participants)
        {
            if (!epoch.TryGetFirstVotes(participant.Smesher, out var list))
                continue;
            bool[] flags = new bool[Math.Min(list.Count, 8 * FollowingVotingMessageBody.MaxVotesBitVectorLength)];
            for (int i = 0; i < flags.Length; i++)
                flags[i] = votes.Supports(list[i]);
            drafts.Add((participant, new FollowingVotingMessageBody(epoch.Epoch, round, VoteBits.Encode(flags))));
        }

        return new FollowingVotesDuty(drafts);
    }
}
