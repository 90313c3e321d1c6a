using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Discovery;

/// <summary>Log messages of routing discovery, 12400 to 12499.</summary>
internal static partial class DiscoveryLog
{
    [LoggerMessage(12400, LogLevel.Debug, "advertised under {Name} at {Count} peers")]
    public static partial void Advertised(this ILogger logger, string name, int count);

    [LoggerMessage(12401, LogLevel.Debug, "{Peer} was found but not connected: {Reason}")]
    public static partial void NotFound(this ILogger logger, PeerId peer, string reason);
}
