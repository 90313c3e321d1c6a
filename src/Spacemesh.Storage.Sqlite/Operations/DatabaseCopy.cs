using Spacemesh.Storage.Sqlite.Engine;
using SQLitePCL;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>
/// Writes a consistent copy of a database that may be in use. The copy is one file in rollback mode, appears under its name only
/// when it is complete, checked and on the disk, and holds the moment at which copying began (spec 10 §11).
/// </summary>
internal static class DatabaseCopy
{
    private const int PagesAtATime = 2048;

    /// <summary>Copies to <paramref name="target"/>, replacing what is there.</summary>
    public static void Write(Connection source, string target, bool compact, Action<Connection>? check, IProgress<OperationProgress>? progress, CancellationToken cancellationToken)
    {
        string partial = WritePartial(source, target, compact, check, progress, cancellationToken);
        try
        {
            File.Move(partial, target, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>Copies into a new file beside <paramref name="target"/> and returns its path: the caller moves it or deletes it.</summary>
    public static string WritePartial(Connection source, string target, bool compact, Action<Connection>? check, IProgress<OperationProgress>? progress, CancellationToken cancellationToken)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(target))!;
        if (!Directory.Exists(folder))
            throw new OperationException(OperationErrorKind.Missing, $"The folder {folder} does not exist: create it first.");
        RequireRoom(source, folder);
        string partial = Path.Combine(folder, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.partial");
        try
        {
            if (compact)
                Vacuum(source, partial, progress);
            else
                CopyPages(source, partial, progress, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            using (var copy = Connection.Open(partial, ConnectionMode.ReadWrite, TimeSpan.Zero))
            {
                copy.Execute("PRAGMA journal_mode=DELETE");
                check?.Invoke(copy);
            }

            DatabaseFile.Sync(partial);
            return partial;
        }
        catch (StorageException exception)
        {
            DatabaseFile.Delete(partial);
            throw DatabaseFile.Explain(exception.Message.EndsWith(source.Path, StringComparison.Ordinal) ? source.Path : target, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            DatabaseFile.Delete(partial);
            throw new OperationException(OperationErrorKind.Refused, $"{target} cannot be written: {exception.Message}", exception);
        }
        catch
        {
            DatabaseFile.Delete(partial);
            throw;
        }
    }

    private static void RequireRoom(Connection source, string folder)
    {
        long needed = source.QueryInt64("PRAGMA page_count") * source.QueryInt64("PRAGMA page_size");
        long free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < needed)
            throw new OperationException(OperationErrorKind.Refused, $"{folder} has {free >> 20} MiB of free space; the copy needs {needed >> 20} MiB.");
    }

    private static void Vacuum(Connection source, string partial, IProgress<OperationProgress>? progress)
    {
        progress?.Report(new OperationProgress("compact", 0, 0, "bytes"));
        using var statement = source.Cached("VACUUM INTO ?1");
        statement.BindText(1, partial).Run();
    }

    private static void CopyPages(Connection source, string partial, IProgress<OperationProgress>? progress, CancellationToken cancellationToken)
    {
        // The open read transaction fixes the moment; without it every commit of the node would start the copy again.
        source.Execute("BEGIN");
        try
        {
            source.QueryInt64("SELECT count(*) FROM sqlite_master");
            long pageSize = source.QueryInt64("PRAGMA page_size");
            using var target = Connection.Open(partial, ConnectionMode.Create, TimeSpan.Zero);
            target.Execute("PRAGMA synchronous=OFF");
            var backup = raw.sqlite3_backup_init(target.Handle, "main", source.Handle, "main")
                ?? throw target.Failure(raw.SQLITE_ERROR, "backup");
            using (backup)
            {
                while (true)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    int result = raw.sqlite3_backup_step(backup, PagesAtATime);
                    if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE))
                        throw source.Failure(result, "backup", raw.sqlite3_errstr(result).utf8_to_string());
                    long total = raw.sqlite3_backup_pagecount(backup);
                    progress?.Report(new OperationProgress("copy", (total - raw.sqlite3_backup_remaining(backup)) * pageSize, total * pageSize, "bytes"));
                    if (result == raw.SQLITE_DONE)
                        break;
                }
            }
        }
        finally
        {
            source.Execute("ROLLBACK");
        }
    }
}
