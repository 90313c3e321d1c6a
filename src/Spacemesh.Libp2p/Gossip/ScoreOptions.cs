using System.Net;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Gossip;

/// <summary>How peers are scored. The default scores nothing.</summary>
public sealed record ScoreOptions
{
    /// <summary>Topics that are scored.</summary>
    public IReadOnlyDictionary<string, TopicScoreOptions> Topics { get; init; } = new Dictionary<string, TopicScoreOptions>(StringComparer.Ordinal);

    /// <summary>Upper bound of the topics' sum; 0 for none.</summary>
    public double TopicScoreCap { get; init; }

    /// <summary>P5: what the application thinks of a peer.</summary>
    public Func<PeerId, double> ApplicationScore { get; init; } = _ => 0;

    public double ApplicationWeight { get; init; } = 1;

    /// <summary>P6: many peers at one address.</summary>
    public double ColocationWeight { get; init; }

    public int ColocationThreshold { get; init; } = 1;

    /// <summary>Networks where colocation does not count.</summary>
    public IReadOnlyList<IPNetwork> ColocationExempt { get; init; } = [];

    /// <summary>P7: broken promises and early GRAFTs.</summary>
    public double BehaviourPenaltyWeight { get; init; }

    public double BehaviourPenaltyThreshold { get; init; }

    public double BehaviourPenaltyDecay { get; init; }

    /// <summary>Counters decay once in this time.</summary>
    public TimeSpan DecayInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Counters below become 0.</summary>
    public double DecayToZero { get; init; } = 0.01;

    /// <summary>How long the score of a peer that left is kept, unless it is positive.</summary>
    public TimeSpan RetainScore { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Below it no gossip is exchanged.</summary>
    public double GossipThreshold { get; init; }

    /// <summary>Below it own messages are not flooded to a peer.</summary>
    public double PublishThreshold { get; init; }

    /// <summary>Below it everything of a peer but its subscriptions is ignored.</summary>
    public double GraylistThreshold { get; init; }

    /// <summary>From it on peers named in a PRUNE are believed.</summary>
    public double AcceptExchangeThreshold { get; init; }

    /// <summary>A mesh with a lower median takes in better peers.</summary>
    public double OpportunisticGraftThreshold { get; init; }

    /// <summary>The factor with which a counter is left with <paramref name="left"/> of itself after <paramref name="span"/>.</summary>
    public static double DecayFor(TimeSpan span, TimeSpan interval, double left = 0.01) => Math.Pow(left, 1 / (span / interval));
}
