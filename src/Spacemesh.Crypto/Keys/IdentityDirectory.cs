using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Keys;

/// <summary>The directory of a node's key files, <c>identities</c> in its data directory (spec 01 §3.5).</summary>
public static class IdentityDirectory
{
    /// <summary>Name of the directory inside the data directory.</summary>
    public const string Name = "identities";

    /// <summary>Name of the key file of a node that runs its own PoST service.</summary>
    public const string SupervisedFileName = "local.key";

    private const string Extension = ".key";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>
    /// Loads every <c>*.key</c> file in lexical order, without sub-directories: one supervised identity, or any number of others.
    /// </summary>
    /// <exception cref="KeyFileException">The directory is missing or empty, a file is no key, or the keys do not go together.</exception>
    public static IReadOnlyList<Identity> Load(string directory, GenesisId genesisId)
    {
        var identities = new List<Identity>();
        try
        {
            foreach (string path in Files(directory))
                identities.Add(Read(path, genesisId));
            Check(identities);
            return identities;
        }
        catch
        {
            identities.ForEach(identity => identity.Dispose());
            throw;
        }
    }

    /// <summary>As <see cref="Load"/>; where there is no directory or no key file, makes <c>local.key</c> from <paramref name="seed"/> first.</summary>
    public static IReadOnlyList<Identity> LoadOrCreate(string directory, ReadOnlySpan<byte> seed, GenesisId genesisId)
    {
        try
        {
            return Load(directory, genesisId);
        }
        catch (KeyFileException exception) when (exception.Problem is KeyFileProblem.NoDirectory or KeyFileProblem.NoIdentity)
        {
            Create(directory, SupervisedFileName, seed);
            return Load(directory, genesisId);
        }
    }

    /// <summary>Makes a key file, and the directory where it is missing, both for the owner only. Never replaces a file.</summary>
    public static NodeId Create(string directory, string fileName, ReadOnlySpan<byte> seed)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(directory);
            else
                Directory.CreateDirectory(directory, OwnerOnly);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException(KeyFileProblem.Access, $"failed to create directory for identity file {directory}: {KeyFile.Reason(exception)}", exception);
        }

        return KeyFile.Create(Path.Combine(directory, fileName), seed);
    }

    private static string[] Files(string directory)
    {
        try
        {
            string[] files = [.. Directory.EnumerateFiles(directory).Where(path => path.EndsWith(Extension, StringComparison.Ordinal))];
            Array.Sort(files, StringComparer.Ordinal);
            return files;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var problem = exception is DirectoryNotFoundException ? KeyFileProblem.NoDirectory : KeyFileProblem.Access;
            throw new KeyFileException(problem, $"failed to walk directory at {directory}: lstat {directory}: {KeyFile.Reason(exception)}", exception);
        }
    }

    private static Identity Read(string path, GenesisId genesisId)
    {
        try
        {
            return KeyFile.Read(path, genesisId);
        }
        catch (KeyFileException exception)
        {
            throw new KeyFileException(exception.Problem, $"failed to construct identity {Path.GetFileName(path)}: {exception.Message}", exception);
        }
    }

    private static void Check(List<Identity> identities)
    {
        if (identities.Count == 0)
            throw new KeyFileException(KeyFileProblem.NoIdentity, "no identity files found: file does not exist");
        if (identities.DistinctBy(identity => identity.NodeId).Count() != identities.Count)
            throw new KeyFileException(KeyFileProblem.Duplicate, "duplicate key found in identity files");
        if (identities.Count > 1 && identities.Exists(identity => identity.IsSupervised))
            throw new KeyFileException(KeyFileProblem.SupervisedAmongRemote, "supervised key found in remote smeshing mode");
    }
}
