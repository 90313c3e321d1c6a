namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>Copies a database to one file while its node runs or rests (spec 10 §11).</summary>
public static class DatabaseBackup
{
    /// <summary>Writes a checked copy.</summary>
    /// <param name="source">The database.</param>
    /// <param name="target">The copy; it exists only once it is complete.</param>
    /// <param name="options">How to write it.</param>
    /// <param name="progress">Told about every few megabytes.</param>
    /// <param name="cancellationToken">Ends the copying and removes what is there of it.</param>
    public static BackupResult Write(
        string source, string target, BackupOptions options, IProgress<OperationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        target = Path.GetFullPath(target);
        if (string.Equals(Path.GetFullPath(source), target, StringComparison.Ordinal))
            throw new OperationException(OperationErrorKind.Invalid, $"{target} is the database itself: name another file for the backup.");
        if (File.Exists(target) && !options.Overwrite)
            throw new OperationException(OperationErrorKind.Refused, $"{target} exists: name another file, or add --force to replace it.");
        using var connection = DatabaseFile.OpenReadOnly(source);
        var kind = DatabaseFile.KindOf(connection);
        int version = 0;
        DatabaseCopy.Write(
            connection,
            target,
            options.Compact,
            copy =>
            {
                progress?.Report(new OperationProgress("check the copy", 0, 0, "bytes"));
                DatabaseFile.RequireIntegrity(copy, quick: true);
                version = (int)copy.QueryInt64("PRAGMA user_version");
            },
            progress,
            cancellationToken);
        return new BackupResult(kind, version, new FileInfo(target).Length);
    }
}
