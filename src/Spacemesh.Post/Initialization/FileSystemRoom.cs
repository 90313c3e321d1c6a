using Spacemesh.Post.DataDirectory;

namespace Spacemesh.Post.Initialization;

/// <summary>Free bytes of the file system a directory lies on.</summary>
/// <param name="FileSystem">What tells file systems apart: the mount point.</param>
/// <param name="FreeBytes">Bytes this user may still write.</param>
public readonly record struct FileSystemRoom(string FileSystem, long FreeBytes)
{
    /// <exception cref="PostDataException">The system does not say.</exception>
    public static FileSystemRoom Of(string directory)
    {
        try
        {
            string path = Path.GetFullPath(directory);
            while (!Directory.Exists(path) && Path.GetDirectoryName(path) is { } parent)
                path = parent;
            string mount = DriveInfo.GetDrives().Select(drive => drive.Name)
                .Where(name => path == name || path.StartsWith(Path.EndsInDirectorySeparator(name) ? name : name + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                .MaxBy(name => name.Length) ?? path;
            return new FileSystemRoom(mount, new DriveInfo(path).AvailableFreeSpace);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new PostDataException(directory, $"the room left in {directory} cannot be determined: {exception.Message}", exception);
        }
    }
}
