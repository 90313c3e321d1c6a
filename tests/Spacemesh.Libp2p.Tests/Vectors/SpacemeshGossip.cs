using Spacemesh.Crypto.Hashing;
using Spacemesh.Libp2p.Gossip;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Tests.Vectors;

/// <summary>The router's parameters of spec 08 §2.10.</summary>
internal static class SpacemeshGossip
{
    private static readonly double Decay = ScoreOptions.DecayFor(TimeSpan.FromHours(1), TimeSpan.FromSeconds(1));

    public static TopicScoreOptions ScoredTopic { get; } = new()
    {
        TopicWeight = 0.1,
        TimeInMeshWeight = 0.00027,
        TimeInMeshCap = 1,
        FirstMessageDeliveriesWeight = 5,
        FirstMessageDeliveriesCap = 100,
        FirstMessageDeliveriesDecay = Decay,
        InvalidMessageDeliveriesWeight = -1000,
        InvalidMessageDeliveriesDecay = Decay,
    };

    public static ScoreOptions Score(IReadOnlyCollection<PeerId> bootnodes) => new()
    {
        Topics = new Dictionary<string, TopicScoreOptions>(StringComparer.Ordinal) { ["ax1"] = ScoredTopic, ["pp1"] = ScoredTopic },
        ApplicationScore = peer => bootnodes.Contains(peer) ? 10000 : 0,
        BehaviourPenaltyWeight = -10,
        BehaviourPenaltyThreshold = 6,
        BehaviourPenaltyDecay = Decay,
        GossipThreshold = -500,
        PublishThreshold = -1000,
        GraylistThreshold = -2500,
        AcceptExchangeThreshold = 1000,
        OpportunisticGraftThreshold = 3.5,
    };

    public static GossipOptions Options(params PeerId[] bootnodes) => new()
    {
        MessageId = MessageId,
        Score = Score(bootnodes),
        ValidationWorkers = 1,
    };

    private static byte[] MessageId(GossipMessage message)
    {
        byte[] id = new byte[32];
        Blake3.Hash([.. System.Text.Encoding.UTF8.GetBytes(message.Topic), .. message.Data.Span], id);
        return id;
    }
}
