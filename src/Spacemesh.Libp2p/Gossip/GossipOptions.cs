using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Gossip;

/// <summary>How a <see cref="GossipRouter"/> behaves; the defaults are those of spec 08 §2.10.</summary>
public sealed record GossipOptions
{
    /// <summary>The id of a message; must be the same function at all peers.</summary>
    public required Func<GossipMessage, byte[]> MessageId { get; init; }

    public SigningPolicy Signing { get; init; } = SigningPolicy.StrictNoSign;

    public ScoreOptions Score { get; init; } = new();

    /// <summary>Wanted mesh size.</summary>
    public int Degree { get; init; } = 6;

    public int DegreeLow { get; init; } = 4;

    public int DegreeHigh { get; init; } = 8;

    /// <summary>Best-scored members that a mesh which is too large keeps.</summary>
    public int DegreeScore { get; init; } = 4;

    /// <summary>Members that this host dialled which a mesh keeps.</summary>
    public int DegreeOut { get; init; } = 3;

    /// <summary>Peers outside the mesh that are told of messages, at least.</summary>
    public int DegreeLazy { get; init; } = 8;

    public double GossipFactor { get; init; } = 0.1;

    public TimeSpan HeartbeatDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(1);

    public int HistoryWindows { get; init; } = 10;

    public int GossipWindows { get; init; } = 3;

    public TimeSpan FanoutTime { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan PruneBackoff { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan UnsubscribeBackoff { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan GraftFloodThreshold { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether PRUNE names other peers.</summary>
    public bool PeerExchange { get; init; }

    public int PruneExchangePeers { get; init; } = 16;

    public int MaximumIHaveIds { get; init; } = 5000;

    public int MaximumIHaveMessages { get; init; } = 10;

    public TimeSpan IWantFollowUp { get; init; } = TimeSpan.FromSeconds(5);

    public int IWantRetransmissions { get; init; } = 3;

    public int MaximumIDontWantMessages { get; init; } = 1000;

    /// <summary>Heartbeats for which an IDONTWANT is heeded.</summary>
    public int IDontWantHeartbeats { get; init; } = 3;

    /// <summary>Messages of so many bytes are announced with IDONTWANT.</summary>
    public int IDontWantThreshold { get; init; } = 1024;

    public int OpportunisticGraftTicks { get; init; } = 60;

    public int OpportunisticGraftPeers { get; init; } = 2;

    /// <summary>Always connected, always sent to, never in a mesh; must be configured on both sides.</summary>
    public IReadOnlyList<PeerAddress> DirectPeers { get; init; } = [];

    public TimeSpan DirectConnectDelay { get; init; } = TimeSpan.FromSeconds(30);

    public int DirectConnectTicks { get; init; } = 300;

    /// <summary>Own messages go to all subscribed peers.</summary>
    public bool FloodPublish { get; init; }

    public int MaximumMessageSize { get; init; } = 2 << 20;

    /// <summary>RPCs that wait for one peer; further ones are dropped.</summary>
    public int OutboundQueue { get; init; } = 8192;

    /// <summary>Messages that wait for validation; further ones are dropped.</summary>
    public int ValidationQueue { get; init; } = 50000;

    /// <summary>Messages in asynchronous validation, on all topics.</summary>
    public int ValidationThrottle { get; init; } = 50000;

    /// <summary>Loops that take messages from the queue.</summary>
    public int ValidationWorkers { get; init; } = Environment.ProcessorCount;

    /// <summary>Hears what happens to messages.</summary>
    public IGossipMeter? Meter { get; init; }

    public TimeSpan SeenTime { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Whether the seen time begins anew with each copy.</summary>
    public bool SeenFromLastSight { get; init; }

    /// <summary>Throws for values that do not fit together.</summary>
    public void Validate()
    {
        if (Degree > 0 && (DegreeLow > Degree || DegreeHigh < Degree || DegreeOut >= DegreeLow || DegreeOut > Degree / 2 || DegreeScore > DegreeHigh))
            throw new ArgumentException($"mesh degrees do not fit: low {DegreeLow} ≤ {Degree} ≤ high {DegreeHigh}, out {DegreeOut} below low and at most half of {Degree}");
        if (GossipWindows > HistoryWindows || GossipWindows < 1)
            throw new ArgumentException($"gossip windows {GossipWindows} must be 1 to the history's {HistoryWindows}");
    }
}
