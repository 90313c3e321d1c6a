using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Network;

namespace Spacemesh.Services.Time;

internal static partial class PeerClockLog
{
    [LoggerMessage(13100, LogLevel.Information, "Clock check: this machine's clock is {Offset} the median of {Peers} peers")]
    public static partial void Checked(ILogger log, string offset, int peers);

    [LoggerMessage(13101, LogLevel.Debug, "This machine's clock is {Offset} the median of {Peers} peers")]
    public static partial void Fine(ILogger log, string offset, int peers);

    [LoggerMessage(13102, LogLevel.Warning, "This machine's clock is {Offset} the median of {Peers} peers: messages may come too late; synchronise it with a time server")]
    public static partial void Off(ILogger log, string offset, int peers);

    [LoggerMessage(13103, LogLevel.Error, "This machine's clock is {Offset} the median of {Peers} peers, more than {Limit}: set it, or the node stops (failure {Failure} of {Most})")]
    public static partial void FarOff(ILogger log, string offset, int peers, TimeSpan limit, int failure, int most);

    [LoggerMessage(13104, LogLevel.Debug, "{Answers} peers told their time; {Required} are needed")]
    public static partial void TooFewAnswers(ILogger log, int answers, int required);

    [LoggerMessage(13105, LogLevel.Debug, "{Peer} did not tell its time: {Reason}")]
    public static partial void NoAnswer(ILogger log, PeerId peer, string reason);
}
