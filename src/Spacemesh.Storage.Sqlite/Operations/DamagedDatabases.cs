using System.Globalization;
using Spacemesh.Storage.Sqlite.Engine;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>
/// Damaged databases of a stopped node are kept aside as <c>NAME.damaged-YYYYMMDD-HHMMSS</c>, with their companions. A node without
/// state.sql syncs again; one whose local.sql was damaged does not start until its operator has said with what.
/// </summary>
public static class DamagedDatabases
{
    /// <summary>What is lost with a local.sql, and how the node gets going again.</summary>
    internal const string LocalHelp =
        "With it the node has lost the challenge, PoET registrations and finished NiPoST of the running epoch, the initial PoST, PoET certificates and prepared active sets; "
        + "keys and PoST data are elsewhere. Get it back with `spacemesh db restore BACKUP`. Without a backup `spacemesh db new-local` lets the node begin with an empty one: it then "
        + "makes its initial PoST again and may miss the rewards of an epoch. Until then the node does not start.";

    private const string Mark = ".damaged-";

    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Looks for damage in both databases (headers, then every page) and moves those that have some aside. Sound ones stay, as do those that
    /// cannot be read for another reason. With a state.sql the sync marks of local.sql go, which belong to it (spec 10 §11).
    /// </summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="nodeLockFile">The node's lock file; null takes only the lock inside the folder.</param>
    /// <param name="time">Names the files.</param>
    /// <param name="patience">How long a file may be locked by somebody else; 10 s by default.</param>
    /// <exception cref="OperationException">The folder is in use, or the marks cannot be cleared; nothing was moved.</exception>
    public static IReadOnlyList<DamagedDatabase> PutAside(DataFolder folder, string? nodeLockFile, TimeProvider time, TimeSpan? patience = null)
    {
        using var folderLock = DataFolderLock.Acquire(folder, nodeLockFile);
        var found = new[] { (folder.State, DatabaseKind.State), (folder.Local, DatabaseKind.Local) }
            .Select(file => (Path: file.Item1, Kind: file.Item2, Problem: ProblemOf(file.Item1, patience ?? BusyTimeout)))
            .Where(file => file.Problem is not null)
            .ToList();
        if (found.Any(file => file.Kind == DatabaseKind.State) && found.All(file => file.Kind != DatabaseKind.Local))
            SyncMarks.Clear(folder);
        string stamp = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        return [.. found.Select(file => new DamagedDatabase(file.Kind, file.Path, Move(file.Path, stamp), file.Problem!))];
    }

    /// <summary>Ends a move that a kill has interrupted: the companions follow their file. The caller holds the folder's lock.</summary>
    public static void FinishInterrupted(DataFolder folder)
    {
        foreach (string path in new[] { folder.State, folder.Local }.Where(path => !File.Exists(path)))
        {
            if (LastAside(path) is { } aside && !DatabaseFile.WithCompanions(aside).Skip(1).Any())
                MoveTo(path, aside);
        }
    }

    /// <summary>A node may open or create local.sql unless a damaged one was kept aside and nothing took its place.</summary>
    /// <exception cref="OperationException">It must not; the message says what to do.</exception>
    public static void RequireLocal(DataFolder folder)
    {
        if (!File.Exists(folder.Local) && LastAside(folder.Local) is { } aside)
            throw new OperationException(OperationErrorKind.Missing, $"{folder.Local} is missing: it was damaged and is kept as {aside}. {LocalHelp}");
    }

    /// <summary>Begins an empty local.sql where there is none.</summary>
    /// <exception cref="OperationException">There is one, or the folder is in use.</exception>
    public static void NewLocal(DataFolder folder, string? nodeLockFile)
    {
        using var folderLock = DataFolderLock.Acquire(folder, nodeLockFile);
        if (DatabaseFile.WithCompanions(folder.Local).FirstOrDefault() is { } present)
            throw new OperationException(OperationErrorKind.Refused, $"{present} exists: move it out of the folder, with all files of that name, if the node is to begin without it.");
        try
        {
            SqliteLocalDatabase.Open(new DatabaseOptions { Path = folder.Local, Readers = 1 }, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance).Dispose();
        }
        catch (StorageException exception)
        {
            throw DatabaseFile.Explain(folder.Local, exception);
        }
    }

    /// <summary>What SQLite finds wrong with a file; null for a sound one, and for one that is not there.</summary>
    private static string? ProblemOf(string path, TimeSpan patience)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using var connection = Connection.Open(path, ConnectionMode.ReadOnly, patience);
            connection.QueryInt64("SELECT count(*) FROM sqlite_master");
            return DatabaseFile.Integrity(connection, quick: true) is [var first, ..] ? first : null;
        }
        catch (StorageException exception) when (exception.Kind == StorageErrorKind.Corrupt)
        {
            return exception.Message;
        }
        catch (StorageException)
        {
            // Locked, unreadable, on a failing disk: that says nothing about the file.
            return null;
        }
    }

    private static string Move(string path, string stamp)
    {
        string aside = path + Mark + stamp;
        for (int copy = 2; DatabaseFile.WithCompanions(aside).Any(); copy++)
            aside = string.Create(CultureInfo.InvariantCulture, $"{path}{Mark}{stamp}-{copy}");
        MoveTo(path, aside);
        return aside;
    }

    private static void MoveTo(string path, string aside)
    {
        // The file first: where the move ends early it is the companions that are recognized as left behind.
        foreach (string part in DatabaseFile.WithCompanions(path).ToList())
            File.Move(part, aside + part[path.Length..]);
    }

    /// <summary>The newest file that was kept aside of this database.</summary>
    private static string? LastAside(string path) => Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + Mark + "*")
        .Where(file => !DatabaseFile.IsCompanion(file))
        .Max(StringComparer.Ordinal);
}
