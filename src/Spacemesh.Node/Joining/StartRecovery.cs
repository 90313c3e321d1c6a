using Microsoft.Extensions.Logging;
using Spacemesh.Config;
using Spacemesh.Node.Parameters;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Services.Checkpoint;
using Spacemesh.Services.Checkpoint.Recovery;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Node.Joining;

/// <summary>The recovery that the section <c>recovery</c> asks for, over the data folder's SQLite files, before they are opened (spec 08 §15.3).</summary>
internal static class StartRecovery
{
    /// <exception cref="NodeStartException">The checkpoint cannot be used.</exception>
    public static async Task<PreservedAtxs> RunAsync(
        NodeConfiguration configuration, NetworkParameters network, IReadOnlyList<NodeId> identities, IWebFiles web, TimeProvider time, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        if (JoiningOptions.Recovery(configuration) is not { } options)
            return PreservedAtxs.None;
        var main = configuration["main"];
        var log = logs.CreateLogger("recovery");
        var recovery = new CheckpointRecovery(options, new RecoveryParts
        {
            DataFolder = main.Text("data-folder"),
            OpenState = path => SqliteStateDatabase.Open(
                new DatabaseOptions { Path = path, Readers = 1, FullSynchronous = true, AllowSchemaDrift = main.Bool("db-allow-schema-drift") }, network.GenesisId, log),
            OpenLocal = path => SqliteLocalDatabase.Open(new DatabaseOptions { Path = path, Readers = 1 }, log),
            Web = web,
            GoldenAtx = network.GoldenAtx,
            Identities = identities,
            Time = time,
            Log = log,
        });
        try
        {
            return (await recovery.RunAsync(cancellationToken)).Preserved;
        }
        catch (CheckpointException exception)
        {
            throw new NodeStartException($"loading checkpoint: {exception.Message}", showUsage: false, exception);
        }
    }
}
