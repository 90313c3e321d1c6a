using Spacemesh.Post.DataDirectory;

namespace Spacemesh.Services.Smeshing.Setup;

/// <summary>Keeps other nodes and services away from PoST data while it is used. Ends with the process.</summary>
public sealed class PostFolderLock : IDisposable
{
    /// <summary>The lock file in each data folder.</summary>
    public const string FileName = "postdata_service.lock";

    private readonly List<FileStream> _files = [];

    /// <exception cref="PostDataException">Another process uses a folder, or it cannot be written.</exception>
    public static PostFolderLock Acquire(PostDataDirectories directories)
    {
        ArgumentNullException.ThrowIfNull(directories);
        var taken = new PostFolderLock();
        try
        {
            foreach (string directory in directories.Paths)
                taken._files.Add(Open(directory));
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

    private static FileStream Open(string directory)
    {
        string path = Path.Combine(directory, FileName);
        try
        {
            Directory.CreateDirectory(directory);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PostDataException(
                path, $"PoST data folder {directory} cannot be locked ({exception.Message}): another node or PoST service uses it; stop it, or name another folder", exception);
        }
    }
}
