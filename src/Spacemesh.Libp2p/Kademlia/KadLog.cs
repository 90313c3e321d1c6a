using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Kademlia;

/// <summary>Log messages of Kademlia, 12200 to 12299.</summary>
internal static partial class KadLog
{
    [LoggerMessage(12200, LogLevel.Debug, "{Peer} does not enter the routing table: {Reason}")]
    public static partial void NotAdmitted(this ILogger logger, PeerId peer, string reason);

    [LoggerMessage(12201, LogLevel.Debug, "routing table refreshed: {Count} peers")]
    public static partial void Refreshed(this ILogger logger, int count);

    [LoggerMessage(12202, LogLevel.Warning, "the routing table could not be stored: {Reason}")]
    public static partial void NotStored(this ILogger logger, string reason);
}
