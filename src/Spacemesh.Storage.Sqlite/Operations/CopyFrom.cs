using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Stores;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>
/// Takes over another node's network state. It is copied first and the copy is checked: integrity, version and schema text, genesis id,
/// and the last applied layers by executing them again. Only then it replaces the folder's state.sql, in one step. Until then the folder
/// keeps all its files; the state holds nothing private (spec 10 §11).
/// </summary>
public static class CopyFrom
{
    /// <summary>Layers that are executed again.</summary>
    public const int RootLayers = 100;

    public static CopyFromResult Run(
        DataFolder folder, DataFolder source, CopyFromOptions options, TimeProvider time, IProgress<OperationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (string.Equals(folder.Path, source.Path, StringComparison.Ordinal))
            throw new OperationException(OperationErrorKind.Invalid, $"{source.Path} is the data folder itself: name another node's.");
        RequireSameGenesis(folder, source, options.Network.GenesisId);
        using var folderLock = DataFolderLock.Acquire(folder, options.NodeLockFile);
        DatabaseFile.RequireUnused(folder.State);
        DatabaseReplacement.DeleteUnfinished(folder.State);
        if (File.Exists(source.State + "_migrate_done") && File.Exists(source.State + "_migrate"))
            throw new OperationException(OperationErrorKind.Refused, $"{source.State} waits for the end of a migration: start its node once, stop it, and try again.");
        using var connection = DatabaseFile.OpenReadOnly(source.State);
        DatabaseFile.RequireCurrentSchema(connection, DatabaseFile.SchemaOf(DatabaseKind.State));
        StateRootsResult? roots = null;
        string partial = DatabaseCopy.WritePartial(
            connection,
            folder.State,
            compact: false,
            copy =>
            {
                progress?.Report(new OperationProgress("check the copy", 0, 0, "bytes"));
                DatabaseFile.RequireIntegrity(copy, quick: false);
                DatabaseFile.RequireCurrentSchema(copy, DatabaseFile.SchemaOf(DatabaseKind.State));
                roots = StateRoots.Verify(
                    new SqliteStateStores(new SnapshotSource(copy)), copy, options.Network, options.BlockGasLimit, RootLayers, progress, cancellationToken);
                if (roots.Problem is { } problem)
                {
                    throw new OperationException(
                        OperationErrorKind.Unsuitable,
                        $"{source.State} is not a state that executing its layers gives: {problem}. Nothing was changed; take a state that you trust, and make sure that the network's parameters are right.");
                }
            },
            progress,
            cancellationToken);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new OperationProgress("replace", 0, 0, "bytes"));
            SyncMarks.Clear(folder);
            string? aside = DatabaseReplacement.Install(partial, folder.State, folder, time.GetUtcNow());
            return new CopyFromResult(roots!, new FileInfo(folder.State).Length, aside);
        }
        finally
        {
            DatabaseFile.Delete(partial);
        }
    }

    private static void RequireSameGenesis(DataFolder folder, DataFolder source, GenesisId expected)
    {
        var theirs = GenesisFile.Find(source)
            ?? throw new OperationException(OperationErrorKind.Missing, $"{source.Genesis} is missing: it tells the network of that node. Copy it along with the state files.");
        var ours = GenesisFile.Find(folder)?.GenesisId ?? expected;
        if (theirs.GenesisId != ours)
            throw new OperationException(OperationErrorKind.Unsuitable, $"{source.Path} belongs to the network {theirs.GenesisId.ToHex()}, {folder.Path} to {ours.ToHex()}: a state of another network is of no use here.");
    }
}
