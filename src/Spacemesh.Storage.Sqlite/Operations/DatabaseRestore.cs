namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>Puts a backup in the place of a stopped node's database and keeps the old one aside.</summary>
public static class DatabaseRestore
{
    /// <summary>
    /// Checks and copies the backup into the folder, then replaces the database of the same kind in one step. Restoring state.sql also
    /// clears the sync marks of local.sql, which belong to the state that goes.
    /// </summary>
    public static RestoreResult Run(
        DataFolder folder, string backup, string? nodeLockFile, TimeProvider time, IProgress<OperationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var folderLock = DataFolderLock.Acquire(folder, nodeLockFile);
        using var source = DatabaseFile.OpenReadOnly(backup);
        var kind = DatabaseFile.KindOf(source);
        DatabaseFile.RequireKnownVersion(source, DatabaseFile.SchemaOf(kind));
        string target = kind == DatabaseKind.State ? folder.State : folder.Local;
        if (string.Equals(Path.GetFullPath(backup), target, StringComparison.Ordinal))
            throw new OperationException(OperationErrorKind.Invalid, $"{backup} is the folder's own database: name a backup.");
        DatabaseFile.RequireUnused(target);
        DatabaseReplacement.DeleteUnfinished(target);
        int version = 0;
        string partial = DatabaseCopy.WritePartial(
            source,
            target,
            compact: false,
            copy =>
            {
                progress?.Report(new OperationProgress("check the copy", 0, 0, "bytes"));
                DatabaseFile.RequireIntegrity(copy, quick: false);
                version = (int)copy.QueryInt64("PRAGMA user_version");
                if (version == DatabaseFile.SchemaOf(kind).Version)
                    DatabaseFile.RequireCurrentSchema(copy, DatabaseFile.SchemaOf(kind));
            },
            progress,
            cancellationToken);
        try
        {
            progress?.Report(new OperationProgress("replace", 0, 0, "bytes"));
            if (kind == DatabaseKind.State)
                SyncMarks.Clear(folder);
            return new RestoreResult(kind, version, target, DatabaseReplacement.Install(partial, target, folder, time.GetUtcNow()));
        }
        finally
        {
            DatabaseFile.Delete(partial);
        }
    }
}
