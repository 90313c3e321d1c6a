namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>Keeps two nodes of one machine from using one key, wherever their data folders lie. Ends with the process.</summary>
public sealed class IdentityLock : IDisposable
{
    private const UnixFileMode Everyone =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly List<FileStream> _files = [];

    /// <param name="directory">A folder that all nodes of the machine share.</param>
    /// <param name="identities">The keys.</param>
    /// <exception cref="IdentityInUseException">Another node of this machine uses a key.</exception>
    public static IdentityLock Acquire(string directory, IEnumerable<NodeId> identities)
    {
        ArgumentNullException.ThrowIfNull(identities);
        var taken = new IdentityLock();
        try
        {
            foreach (var identity in identities)
                taken._files.Add(Open(directory, identity));
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

    /// <summary>Nodes of other users lock here too; the sticky bit keeps them from removing what is not theirs.</summary>
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void CreateShared(string directory)
    {
        const UnixFileMode Shared = Everyone | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute | UnixFileMode.StickyBit;
        Directory.CreateDirectory(directory, Shared);
        File.SetUnixFileMode(directory, Shared);
    }

    private static FileStream Open(string directory, NodeId identity)
    {
        string path = Path.Combine(directory, $"spacemesh-{identity}.lock");
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(directory);
            else if (!Directory.Exists(directory))
                CreateShared(directory);
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = Everyone;
            return new FileStream(path, options);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IdentityInUseException(identity, path, exception);
        }
    }
}
