using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Relay;

/// <summary>Log messages of relays and hole punching, 12300 to 12399.</summary>
internal static partial class RelayLog
{
    [LoggerMessage(12300, LogLevel.Debug, "circuit from {Source} to {Target} opened")]
    public static partial void CircuitOpened(this ILogger logger, PeerId source, PeerId target);

    [LoggerMessage(12301, LogLevel.Debug, "{Target} does not take a circuit: {Reason}")]
    public static partial void StopFailed(this ILogger logger, PeerId target, string reason);

    [LoggerMessage(12302, LogLevel.Debug, "no reservation at {Relay}: {Reason}")]
    public static partial void ReservationFailed(this ILogger logger, PeerId relay, string reason);

    [LoggerMessage(12303, LogLevel.Information, "reachable through the relay {Relay} until {Expires}")]
    public static partial void Reserved(this ILogger logger, PeerId relay, DateTimeOffset expires);

    [LoggerMessage(12304, LogLevel.Debug, "hole punch with {Peer} succeeded in attempt {Attempt}")]
    public static partial void Punched(this ILogger logger, PeerId peer, int attempt);

    [LoggerMessage(12305, LogLevel.Debug, "hole punch with {Peer} failed: {Reason}")]
    public static partial void PunchFailed(this ILogger logger, PeerId peer, string reason);
}
