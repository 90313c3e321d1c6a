using Microsoft.Extensions.Logging;
using Spacemesh.Beacons;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Consensus.Beacons;

/// <summary>Messages 4150 to 4199.</summary>
internal static partial class BeaconLog
{
    [LoggerMessage(4150, LogLevel.Information, "Beacon of epoch {Epoch} is {Beacon}")]
    public static partial void Chosen(ILogger log, EpochId epoch, Beacon beacon);

    [LoggerMessage(4151, LogLevel.Error, "Different beacons detected for epoch {Epoch}: {Known} stays, {Dropped} is dropped")]
    public static partial void Different(ILogger log, EpochId epoch, Beacon known, Beacon dropped);

    [LoggerMessage(4152, LogLevel.Information, "Ballots decide the beacon of epoch {Epoch}: {Beacon}")]
    public static partial void FromBallots(ILogger log, EpochId epoch, Beacon beacon);

    [LoggerMessage(4153, LogLevel.Information, "Beacon protocol is disabled: beacons come from bootstrap updates and ballots")]
    public static partial void Disabled(ILogger log);

    [LoggerMessage(4154, LogLevel.Warning, "Beacon protocol of epoch {Epoch} is skipped: its first layer was missed, layer {Layer} runs")]
    public static partial void Missed(ILogger log, EpochId epoch, LayerId layer);

    [LoggerMessage(4155, LogLevel.Information, "Beacon protocol of epoch {Epoch} begins")]
    public static partial void Begun(ILogger log, EpochId epoch);

    [LoggerMessage(4156, LogLevel.Debug, "Beacon protocol of epoch {Epoch}: {Phase} of round {Round} until {Due}")]
    public static partial void PhaseBegun(ILogger log, EpochId epoch, BeaconPhase phase, uint round, DateTimeOffset due);

    [LoggerMessage(4157, LogLevel.Warning, "Beacon protocol of epoch {Epoch} ends without a beacon: {Failure}")]
    public static partial void Failed(ILogger log, EpochId epoch, BeaconFailure failure);

    [LoggerMessage(4158, LogLevel.Debug, "Own message on {Topic} was not published: {Verdict}")]
    public static partial void Refused(ILogger log, string topic, Verdict verdict);

    [LoggerMessage(4159, LogLevel.Warning, "Own message on {Topic} was not signed: {Reason}")]
    public static partial void Unsigned(ILogger log, string topic, string reason);

    [LoggerMessage(4160, LogLevel.Debug, "{Phase} of round {Round} ended before all own messages were published")]
    public static partial void Cut(ILogger log, BeaconPhase phase, uint round);

    [LoggerMessage(4161, LogLevel.Warning, "{Count} ATXs in a row came too fast for the beacon protocol: the oldest are left out")]
    public static partial void AtxsDropped(ILogger log, long count);
}
