namespace Spacemesh.Ports.Network;

/// <summary>Names of the gossip topics (spec 08 §4.1). The names of the hare's topics come from the configuration.</summary>
public static class GossipTopics
{
    public const string Atx = "ax1";
    public const string Proposal = "pp1";
    public const string Transaction = "tx1";
    public const string Certify = "bc1";
    public const string Malfeasance = "mp1";
    public const string BeaconProposal = "bp1";
    public const string BeaconFirstVotes = "bf1";
    public const string BeaconFollowingVotes = "bo1";
    public const string BeaconWeakCoin = "bw1";
}
