using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>Log messages of the host, 12000 to 12099.</summary>
internal static partial class HostLog
{
    [LoggerMessage(12000, LogLevel.Information, "listening at {Address}")]
    public static partial void Listening(this ILogger logger, Multiaddr address);

    [LoggerMessage(12001, LogLevel.Debug, "connected with {Peer} ({Direction}) at {Address}")]
    public static partial void Connected(this ILogger logger, PeerId peer, Direction direction, Multiaddr address);

    [LoggerMessage(12002, LogLevel.Debug, "connection with {Peer} ended: {Reason}")]
    public static partial void Disconnected(this ILogger logger, PeerId peer, string reason);

    [LoggerMessage(12003, LogLevel.Debug, "inbound connection from {Address} refused: {Reason}")]
    public static partial void InboundRefused(this ILogger logger, Multiaddr address, string reason);

    [LoggerMessage(12004, LogLevel.Debug, "stream of {Peer} under {Protocol} failed: {Reason}")]
    public static partial void StreamFailed(this ILogger logger, PeerId peer, string protocol, string reason);

    [LoggerMessage(12005, LogLevel.Error, "handler of {Protocol} failed on a stream of {Peer}")]
    public static partial void HandlerFailed(this ILogger logger, Exception exception, PeerId peer, string protocol);

    [LoggerMessage(12006, LogLevel.Warning, "accepting at {Address} failed, going on: {Reason}")]
    public static partial void AcceptFailed(this ILogger logger, Multiaddr address, string reason);

    [LoggerMessage(12007, LogLevel.Debug, "identification of {Peer} failed: {Reason}")]
    public static partial void IdentifyFailed(this ILogger logger, PeerId peer, string reason);

    [LoggerMessage(12008, LogLevel.Critical, "a task of the host ended with an error that it does not handle")]
    public static partial void TaskFailed(this ILogger logger, Exception exception);

    [LoggerMessage(12009, LogLevel.Warning, "an address is not used: {Reason}")]
    public static partial void ListenFailed(this ILogger logger, string reason);
}
