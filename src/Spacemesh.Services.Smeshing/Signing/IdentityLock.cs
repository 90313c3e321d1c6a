namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>Keeps two nodes of one machine from using one key, wherever their data folders lie. Ends with the process.</summary>
public sealed class IdentityLock : IDisposable
{
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

    private static FileStream Open(string directory, NodeId identity)
    {
        string path = Path.Combine(directory, $"spacemesh-{identity}.lock");
        try
        {
            Directory.CreateDirectory(directory);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IdentityInUseException(identity, path, exception);
        }
    }
}
