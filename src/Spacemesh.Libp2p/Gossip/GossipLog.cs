using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Gossip;

/// <summary>Log messages of gossip, 12100 to 12199.</summary>
internal static partial class GossipLog
{
    [LoggerMessage(12100, LogLevel.Debug, "gossip with {Peer} under {Protocol}")]
    public static partial void PeerAdded(this ILogger logger, PeerId peer, string protocol);

    [LoggerMessage(12101, LogLevel.Debug, "gossip with {Peer} ended")]
    public static partial void PeerRemoved(this ILogger logger, PeerId peer);

    [LoggerMessage(12102, LogLevel.Debug, "no gossip stream to {Peer}: {Reason}")]
    public static partial void StreamFailed(this ILogger logger, PeerId peer, string reason);

    [LoggerMessage(12103, LogLevel.Error, "the validator of topic '{Topic}' failed")]
    public static partial void ValidatorFailed(this ILogger logger, Exception exception, string topic);

    [LoggerMessage(12104, LogLevel.Debug, "{Peer} could not be connected for gossip: {Reason}")]
    public static partial void ConnectFailed(this ILogger logger, PeerId peer, string reason);
}
