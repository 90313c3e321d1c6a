namespace Spacemesh.Beacons;

/// <summary>Kinds of beacon messages, one gossip topic each.</summary>
public enum BeaconTopic
{
    Proposal,
    FirstVotes,
    FollowingVotes,
    WeakCoin,
}
