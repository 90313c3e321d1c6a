using Spacemesh.Libp2p.Gossip;
using Spacemesh.Net.Hosting;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Libp2pId = Spacemesh.Libp2p.Identity.PeerId;

namespace Spacemesh.Net.Gossip;

/// <summary>The gossip router's parameters in a Spacemesh network (spec 08 §2.10).</summary>
public static class GossipParameters
{
    private static readonly double Decay = ScoreOptions.DecayFor(TimeSpan.FromHours(1), TimeSpan.FromSeconds(1));

    private static readonly TopicScoreOptions ScoredTopic = new()
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

    public static GossipOptions Of(PeerNetworkOptions options, IGossipMeter? meter = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var router = new GossipOptions
        {
            MessageId = IdOf,
            Score = Score(options.Bootnode ? [] : [.. options.Bootnodes.Select(peer => peer.Id)]),
            DirectPeers = options.DirectPeers,
            FloodPublish = options.FloodPublish,
            MaximumMessageSize = options.MaximumMessageSize,
            Meter = meter,
            ValidationQueue = options.GossipQueue,
            ValidationThrottle = options.ValidationThrottle,
            // One, so that messages come to the topics' turns in the order in which they came here; judging itself is done beside it.
            ValidationWorkers = 1,
            SeenFromLastSight = options.SeenFromLastSight,
        };
        return !options.Bootnode ? router : router with
        {
            Degree = 0,
            DegreeLow = 0,
            DegreeHigh = 0,
            DegreeScore = 0,
            DegreeOut = 0,
            DegreeLazy = 64,
            GossipFactor = 0.25,
            PruneBackoff = TimeSpan.FromMinutes(5),
            PeerExchange = true,
        };
    }

    private static byte[] IdOf(GossipMessage message)
    {
        var id = GossipMessageId.Of(message.Topic, message.Data.Span);
        return Hash32.Span(in id).ToArray();
    }

    private static ScoreOptions Score(HashSet<Libp2pId> bootnodes) => new()
    {
        Topics = new Dictionary<string, TopicScoreOptions>(StringComparer.Ordinal) { [GossipTopics.Atx] = ScoredTopic, [GossipTopics.Proposal] = ScoredTopic },
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
}
