namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>
/// Keeps nodes away from a data folder: the node's lock file, which is one for the machine, and a second one inside the folder,
/// because two nodes with different lock files could share a folder (spec 10 §1). Both are advisory locks that end with the process.
/// </summary>
public sealed class DataFolderLock : IDisposable
{
    /// <summary>The lock inside the folder.</summary>
    public const string FileName = "spacemesh.lock";

    private const int UnixWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    private readonly List<FileStream> _files = [];

    private DataFolderLock()
    {
    }

    /// <summary>Takes the locks, or throws at once where a node holds one of them.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="nodeLockFile">The node's <c>main.filelock</c>; null takes only the lock inside the folder.</param>
    public static DataFolderLock Acquire(DataFolder folder, string? nodeLockFile)
    {
        var taken = new DataFolderLock();
        try
        {
            var paths = new List<string> { Path.Combine(folder.Path, FileName) };
            if (nodeLockFile is not null)
                paths.Insert(0, Path.GetFullPath(nodeLockFile));
            foreach (string path in paths.Distinct(StringComparer.Ordinal))
                taken._files.Add(Open(path, folder));
            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
        _files.Clear();
    }

    private static FileStream Open(string path, DataFolder folder)
    {
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } parent)
                Directory.CreateDirectory(parent);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception.HResult is UnixWouldBlock or MacWouldBlock or WindowsSharingViolation)
        {
            throw new OperationException(
                OperationErrorKind.Locked,
                $"{folder.Path} is in use: {path} is locked by a running node. Stop it and try again; where that node has another data folder, name this one's lock file with --filelock.",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OperationException(OperationErrorKind.Refused, $"The lock file {path} cannot be taken: {exception.Message} Run as the node's user, or name its lock file with --filelock.", exception);
        }
    }
}
