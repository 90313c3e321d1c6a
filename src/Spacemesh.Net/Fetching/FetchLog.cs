using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Net.Fetching;

/// <summary>Messages of the fetcher, ids 13100 to 13149.</summary>
internal static partial class FetchLog
{
    [LoggerMessage(13100, LogLevel.Debug, "fetching {Count} objects from {Peer} failed: {Reason}")]
    public static partial void RequestFailed(ILogger logger, int count, PeerId peer, string reason);

    [LoggerMessage(13101, LogLevel.Warning, "peer {Peer} served a bad {Kind} {Hash} and is disconnected: {Verdict}")]
    public static partial void Lied(ILogger logger, PeerId peer, ObjectKind kind, Hash32 hash, Verdict verdict);

    [LoggerMessage(13102, LogLevel.Error, "taking in {Kind} {Hash} from {Peer} failed")]
    public static partial void IntakeFailed(ILogger logger, Exception exception, ObjectKind kind, Hash32 hash, PeerId peer);

    [LoggerMessage(13103, LogLevel.Warning, "{Kind} {Hash} needs more objects than an honest one: {Limit}")]
    public static partial void TooMuchNeeded(ILogger logger, ObjectKind kind, Hash32 hash, string limit);
}
