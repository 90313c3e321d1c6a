using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Identity;

#pragma warning disable SYSLIB1015 // What is not in the text of an entry is a field behind it.

namespace Spacemesh.Node.Starting;

/// <summary>What the node logs of its life; other programs look for some of these texts (spec 09b §8.4).</summary>
internal static partial class NodeStartLog
{
    [LoggerMessage(9001, LogLevel.Information, "App version: {Version}. Git: {Branch} - {Commit} . Runtime: .NET {Runtime}. OS: {System} . Genesis {Genesis}")]
    public static partial void LogVersion(this ILogger logger, string version, string branch, string commit, Version runtime, string system, string genesis);

    [LoggerMessage(9002, LogLevel.Information, "Welcome to Spacemesh. Spacemesh full node is starting...")]
    public static partial void LogWelcome(this ILogger logger);

    [LoggerMessage(9003, LogLevel.Warning, "configuration: {Warning}")]
    public static partial void LogConfiguration(this ILogger logger, string warning);

    [LoggerMessage(9004, LogLevel.Information, "Identity file not found. Creating new identity...")]
    public static partial void LogNewIdentity(this ILogger logger);

    [LoggerMessage(9005, LogLevel.Information, "Created new identity")]
    public static partial void LogIdentityCreated(this ILogger logger, string filename, string publicKey);

    [LoggerMessage(9006, LogLevel.Information, "Loaded existing identity")]
    public static partial void LogIdentity(this ILogger logger, string filename, string publicKey);

    [LoggerMessage(9007, LogLevel.Information, "Loaded {Count} identities from disk")]
    public static partial void LogIdentities(this ILogger logger, int count);

    [LoggerMessage(9008, LogLevel.Error, "genesis config updated after node initialization, if this update is required delete config at {Path}.\n{Differences}")]
    public static partial void LogOtherGenesis(this ILogger logger, string path, string differences);

    [LoggerMessage(9009, LogLevel.Information, "starting spacemesh")]
    public static partial void LogStarting(this ILogger logger, string dataDir, string postDir, string hostname);

    [LoggerMessage(9010, LogLevel.Information, "starting cache warmup")]
    public static partial void LogWarmup(this ILogger logger);

    [LoggerMessage(9021, LogLevel.Information, "initializing tortoise")]
    public static partial void LogTortoise(this ILogger logger);

    [LoggerMessage(9011, LogLevel.Information, "tortoise initialized")]
    public static partial void LogTortoiseDone(this ILogger logger, TimeSpan duration);

    [LoggerMessage(9012, LogLevel.Warning, "using standalone mode for bootstrapping beacon")]
    public static partial void LogStandaloneBeacon(this ILogger logger);

    [LoggerMessage(9022, LogLevel.Warning, "launching poet in standalone mode")]
    public static partial void LogStandalonePoet(this ILogger logger, string address);

    [LoggerMessage(9023, LogLevel.Information, "metrics: {Address}metrics")]
    public static partial void LogMetrics(this ILogger logger, Uri address);

    [LoggerMessage(9024, LogLevel.Warning, "Metrics server stopped: {Errmsg}")]
    public static partial void LogNoMetrics(this ILogger logger, string errmsg);

    [LoggerMessage(9013, LogLevel.Information, "dashboard: {Address}")]
    public static partial void LogDashboard(this ILogger logger, Uri address);

    [LoggerMessage(9014, LogLevel.Information, "app started")]
    public static partial void LogStarted(this ILogger logger);

    [LoggerMessage(9015, LogLevel.Error, "failed to start App")]
    public static partial void LogFailed(this ILogger logger, string errmsg);

    [LoggerMessage(9016, LogLevel.Information, "app cleanup starting...")]
    public static partial void LogStopping(this ILogger logger);

    [LoggerMessage(9017, LogLevel.Information, "app cleanup completed")]
    public static partial void LogStopped(this ILogger logger);

    [LoggerMessage(9018, LogLevel.Error, "app failed to clean up in time")]
    public static partial void LogStuck(this ILogger logger);

    [LoggerMessage(9019, LogLevel.Error, "stopping {Name} failed")]
    public static partial void LogEndFailed(this ILogger logger, string name, Exception exception);

    [LoggerMessage(9020, LogLevel.Error, "the node ends: {Errmsg}")]
    public static partial void LogEnded(this ILogger logger, string errmsg);

    [LoggerMessage(9040, LogLevel.Information, "network: {Id} listens at {Addresses}")]
    public static partial void LogListening(this ILogger logger, PeerId id, string addresses);

    [LoggerMessage(9041, LogLevel.Information, "network: {Dialability}")]
    public static partial void LogDialability(this ILogger logger, string dialability);
}
