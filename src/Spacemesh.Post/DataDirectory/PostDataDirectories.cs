namespace Spacemesh.Post.DataDirectory;

/// <summary>
/// Where one identity's data lie: one directory, or several on different drives. The first one is asked first; all hold the metadata.
/// </summary>
public sealed class PostDataDirectories
{
    /// <exception cref="PostOptionException">No directory, an empty one, or the same twice.</exception>
    public PostDataDirectories(params IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0 || paths.Any(string.IsNullOrWhiteSpace))
            throw new PostOptionException("DataDir", "no data directory given");
        Paths = [.. paths.Select(path => System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)))];
        var twice = Paths.GroupBy(path => path, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new PostOptionException("DataDir", $"data directory {twice.Key} is given twice");
    }

    /// <summary>Absolute paths in the order given.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>Where a metadata copy is looked for first and an identity's key is kept.</summary>
    public string Primary => Paths[0];

    /// <summary>Reads a list separated as the system separates paths (<c>:</c>, on Windows <c>;</c>); an existing directory of that very name is one.</summary>
    public static PostDataDirectories Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Directory.Exists(text) || !text.Contains(System.IO.Path.PathSeparator, StringComparison.Ordinal)
            ? new PostDataDirectories(text)
            : new PostDataDirectories(text.Split(System.IO.Path.PathSeparator));
    }

    public override string ToString() => string.Join(System.IO.Path.PathSeparator, Paths);

    /// <summary>The data files present, in numeric order.</summary>
    /// <exception cref="PostDataException">A directory is missing or cannot be read, or two hold the same file.</exception>
    public IReadOnlyList<PostDataFile> Files()
    {
        var files = new SortedDictionary<long, PostDataFile>();
        for (int drive = 0; drive < Paths.Count; drive++)
        {
            foreach (var info in Entries(Paths[drive]))
            {
                if (!PostDataFileName.TryParse(info.Name, out long index) || info.Name != PostDataFileName.Of(index))
                    continue;
                var file = new PostDataFile(index, info.FullName, drive, info.Length);
                if (!files.TryAdd(index, file))
                    throw new PostDataException(info.FullName, $"{info.FullName} and {files[index].Path} are the same part of the space; move one away");
            }
        }

        return [.. files.Values];
    }

    internal static FileInfo[] Entries(string directory)
    {
        try
        {
            return new DirectoryInfo(directory).GetFiles();
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new PostDataException(directory, $"data directory {directory} does not exist; is its drive mounted?", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PostDataException(directory, $"data directory {directory} cannot be read: {exception.Message}", exception);
        }
    }
}
