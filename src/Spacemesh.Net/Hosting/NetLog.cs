using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Nat;
using Spacemesh.Primitives;

#pragma warning disable SYSLIB1015 // What is not in the text of an entry is a field behind it.

namespace Spacemesh.Net.Hosting;

/// <summary>Log messages of the host: 13000 to 13099.</summary>
internal static partial class NetLog
{
    [LoggerMessage(13000, LogLevel.Information, "p2p: {Id} listens at {Addresses}")]
    public static partial void Started(this ILogger logger, PeerId id, string addresses);

    [LoggerMessage(13001, LogLevel.Warning, "no peers; dialling {Bootnodes} bootnodes and {Known} peers of the last run")]
    public static partial void Alone(this ILogger logger, int bootnodes, int known);

    [LoggerMessage(13002, LogLevel.Debug, "dialling {Peer} failed: {Reason}")]
    public static partial void DialFailed(this ILogger logger, PeerId peer, string reason);

    [LoggerMessage(13003, LogLevel.Warning, "{Path} is not used: {Reason}")]
    public static partial void BadPeersFile(this ILogger logger, string path, string reason);

    [LoggerMessage(13004, LogLevel.Warning, "{Path} is not written: {Reason}")]
    public static partial void PeersFileNotWritten(this ILogger logger, string path, string reason);

    [LoggerMessage(13005, LogLevel.Debug, "ping {Peer}: {RoundTrip}")]
    public static partial void Pinged(this ILogger logger, PeerId peer, TimeSpan roundTrip);

    [LoggerMessage(13006, LogLevel.Warning, "ping {Peer} failed: {Reason}")]
    public static partial void PingFailed(this ILogger logger, PeerId peer, string reason);

    [LoggerMessage(13007, LogLevel.Information, "local node identity")]
    public static partial void Identified(this ILogger logger, PeerId identity);

    [LoggerMessage(13008, LogLevel.Warning, "no bootnodes in the config")]
    public static partial void NoBootnodes(this ILogger logger);

    [LoggerMessage(13009, LogLevel.Information, "local reachability changed")]
    public static partial void ReachabilityChanged(this ILogger logger, Reachability reachability);

    [LoggerMessage(13010, LogLevel.Warning, "topic {Topic}: judging a message failed")]
    public static partial void JudgeFailed(this ILogger logger, string topic, Exception exception);

    [LoggerMessage(13011, LogLevel.Warning, "peer {Peer} sent a bad message on {Topic} and is disconnected: {Verdict}")]
    public static partial void Rejected(this ILogger logger, PeerId peer, string topic, Verdict verdict);

    [LoggerMessage(13012, LogLevel.Debug, "topic {Topic}: message of {Peer} ignored: {Verdict}")]
    public static partial void Ignored(this ILogger logger, string topic, PeerId peer, Verdict verdict);

    [LoggerMessage(13020, LogLevel.Information, "peer {Peer} is disconnected: {Reason}")]
    public static partial void Dropped(this ILogger logger, PeerId peer, string reason);

    [LoggerMessage(13021, LogLevel.Debug, "serving {Protocol} to {Peer} ended: {Reason}")]
    public static partial void ServingFailed(this ILogger logger, string protocol, PeerId peer, string reason);

    [LoggerMessage(13022, LogLevel.Warning, "{Peer} announces a request on {Protocol} of more than {Limit} bytes and is disconnected")]
    public static partial void RequestTooLong(this ILogger logger, string protocol, PeerId peer, int limit);

    [LoggerMessage(13023, LogLevel.Warning, "a request of {Peer} on {Protocol} is not answered")]
    public static partial void HandlerFailed(this ILogger logger, string protocol, PeerId peer, Exception exception);

    [LoggerMessage(13024, LogLevel.Error, "an answer on {Protocol} was to have {Expected} bytes and has {Actual}")]
    public static partial void AnswerLengthWrong(this ILogger logger, string protocol, long expected, long actual);
}
