using Spacemesh.Post.DataDirectory;

namespace Spacemesh.Post.Initialization;

/// <summary>
/// Keeps a second process away from a directory while it is written. The lock dies with its process; a file system
/// without locks is used without one.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    private const string FileName = "postdata.lock";

    private readonly List<FileStream> _files = [];

    /// <exception cref="PostDataException">Another process writes to one of the directories.</exception>
    public DirectoryLock(PostDataDirectories directories)
    {
        try
        {
            foreach (string directory in directories.Paths)
                Take(directory);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var file in _files)
        {
            // Deleted before it is closed, while no other process can hold it.
            if (!OperatingSystem.IsWindows())
                File.Delete(file.Name);
            file.Dispose();
            if (OperatingSystem.IsWindows())
                File.Delete(file.Name);
        }

        _files.Clear();
    }

    private void Take(string directory)
    {
        string path = Path.Combine(directory, FileName);
        try
        {
            _files.Add(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new PostDataException(path, $"data directory {directory} cannot be written: {exception.Message}", exception);
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            string why = File.Exists(path) ? "another process is using it; wait for it or stop it" : exception.Message;
            throw new PostDataException(path, $"data directory {directory} cannot be locked: {why}", exception);
        }
    }
}
