using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Identity;

#pragma warning disable SYSLIB1015 // What is not in the text of an entry is a field behind it.

namespace Spacemesh.Node;

/// <summary>What the node logs of its life; other programs look for some of these texts (spec 09b §8.4).</summary>
public sealed partial class SpacemeshNode
{
    [LoggerMessage(9001, LogLevel.Information, "App version: {Version}. Git: {Branch} - {Commit} . Runtime: .NET {Runtime}. OS: {System} . Genesis {Genesis}")]
    private partial void LogVersion(string version, string branch, string commit, Version runtime, string system, string genesis);

    [LoggerMessage(9002, LogLevel.Information, "Welcome to Spacemesh. Spacemesh full node is starting...")]
    private partial void LogWelcome();

    [LoggerMessage(9003, LogLevel.Warning, "configuration: {Warning}")]
    private partial void LogConfiguration(string warning);

    [LoggerMessage(9004, LogLevel.Information, "Identity file not found. Creating new identity...")]
    private partial void LogNewIdentity();

    [LoggerMessage(9005, LogLevel.Information, "Created new identity")]
    private partial void LogIdentityCreated(string filename, string publicKey);

    [LoggerMessage(9006, LogLevel.Information, "Loaded existing identity")]
    private partial void LogIdentity(string filename, string publicKey);

    [LoggerMessage(9007, LogLevel.Information, "Loaded {Count} identities from disk")]
    private partial void LogIdentities(int count);

    [LoggerMessage(9008, LogLevel.Error, "genesis config updated after node initialization, if this update is required delete config at {Path}.\n{Differences}")]
    private partial void LogOtherGenesis(string path, string differences);

    [LoggerMessage(9009, LogLevel.Information, "starting spacemesh")]
    private partial void LogStarting(string dataDir, string postDir, string hostname);

    [LoggerMessage(9010, LogLevel.Information, "starting cache warmup")]
    private partial void LogWarmup();

    [LoggerMessage(9021, LogLevel.Information, "initializing tortoise")]
    private partial void LogTortoise();

    [LoggerMessage(9011, LogLevel.Information, "tortoise initialized")]
    private partial void LogTortoiseDone(TimeSpan duration);

    [LoggerMessage(9012, LogLevel.Warning, "using standalone mode for bootstrapping beacon")]
    private partial void LogStandaloneBeacon();

    [LoggerMessage(9022, LogLevel.Warning, "launching poet in standalone mode")]
    private partial void LogStandalonePoet(string address);

    [LoggerMessage(9023, LogLevel.Information, "metrics: {Address}metrics")]
    private partial void LogMetrics(Uri address);

    [LoggerMessage(9024, LogLevel.Warning, "Metrics server stopped: {Errmsg}")]
    private partial void LogNoMetrics(string errmsg);

    [LoggerMessage(9013, LogLevel.Information, "dashboard: {Address}")]
    private partial void LogDashboard(Uri address);

    [LoggerMessage(9014, LogLevel.Information, "app started")]
    private partial void LogStarted();

    [LoggerMessage(9015, LogLevel.Error, "failed to start App")]
    private partial void LogFailed(string errmsg);

    [LoggerMessage(9016, LogLevel.Information, "app cleanup starting...")]
    private partial void LogStopping();

    [LoggerMessage(9017, LogLevel.Information, "app cleanup completed")]
    private partial void LogStopped();

    [LoggerMessage(9018, LogLevel.Error, "app failed to clean up in time")]
    private partial void LogStuck();

    [LoggerMessage(9019, LogLevel.Error, "stopping {Name} failed")]
    private partial void LogEndFailed(string name, Exception exception);

    [LoggerMessage(9040, LogLevel.Information, "network: {Id} listens at {Addresses}")]
    private partial void LogListening(PeerId id, string addresses);

    [LoggerMessage(9041, LogLevel.Information, "network: {Dialability}")]
    private partial void LogDialability(string dialability);
}
