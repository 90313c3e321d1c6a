using Microsoft.Extensions.Logging;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Checkpoint.Bootstrap;

internal static partial class BootstrapLog
{
    [LoggerMessage(13300, LogLevel.Information, "Bootstrap update {Name}: epoch {Epoch}, beacon {Beacon}, active set of {Count}")]
    public static partial void Got(ILogger log, string name, EpochId epoch, Beacon beacon, int count);

    [LoggerMessage(13301, LogLevel.Debug, "Bootstrap updates: {Reason}")]
    public static partial void RoundFailed(ILogger log, string reason);

    [LoggerMessage(13302, LogLevel.Error, "Bootstrap updates are off: {Reason}; remove the file and restart the node")]
    public static partial void Unreadable(ILogger log, string reason);

    [LoggerMessage(13303, LogLevel.Information, "The {Count} ATXs of a bootstrap update's active set are here")]
    public static partial void SetComplete(ILogger log, int count);
}
