using System.Text.Json;

namespace Spacemesh.Post.DataDirectory;

/// <summary>
/// A space over several directories: each holds a copy of the metadata and <c>postdata_drives.json</c>, which names all of them,
/// so that a drive that is not mounted is noticed. A single directory has no such file.
/// </summary>
public static class PostDrives
{
    public const string FileName = "postdata_drives.json";

    /// <summary>The metadata of a space, from all its directories: the best VRF nonce of the copies wins.</summary>
    /// <exception cref="PostDataException">A directory is missing or foreign, or none holds metadata.</exception>
    public static PostMetadata Load(PostDataDirectories directories) =>
        TryLoad(directories) ?? throw new PostDataException(PostMetadataFile.PathIn(directories.Primary), "metadata file is missing");

    /// <returns>Null when no directory holds metadata yet.</returns>
    /// <exception cref="PostDataException">As <see cref="Load"/>.</exception>
    public static PostMetadata? TryLoad(PostDataDirectories directories)
    {
        ArgumentNullException.ThrowIfNull(directories);
        RequireAll(directories);
        PostMetadata? best = null;
        string? from = null;
        foreach (string directory in directories.Paths)
        {
            var metadata = PostMetadataFile.TryLoad(directory);
            if (metadata is null)
                continue;
            if (best is not null)
                best = PostMetadataMerge.Join(best, from!, metadata, directory);
            else
                (best, from) = (metadata, directory);
        }

        return best;
    }

    /// <summary>Writes the metadata to every directory and notes which directories belong together.</summary>
    /// <exception cref="PostDataException">A directory cannot be written.</exception>
    public static void Save(PostDataDirectories directories, PostMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(directories);
        foreach (string directory in directories.Paths)
            PostMetadataFile.Save(directory, metadata);
        if (directories.Paths.Count == 1)
            return;
        byte[] list = JsonSerializer.SerializeToUtf8Bytes(directories.Paths, DrivesJson.Default.IReadOnlyListString);
        foreach (string directory in directories.Paths)
        {
            string path = Path.Combine(directory, FileName);
            if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(list))
                AtomicFile.Write(path, list);
        }
    }

    /// <summary>Every directory that was used for the space must be given, and one that was used must still hold its metadata.</summary>
    private static void RequireAll(PostDataDirectories directories)
    {
        foreach (string directory in directories.Paths)
        {
            foreach (string drive in DrivesOf(directory))
            {
                if (!directories.Paths.Contains(drive, StringComparer.Ordinal))
                    throw new PostDataException(drive, $"the space in {directory} also lies in {drive}, which is not among the data directories given; add it");
                if (!Directory.Exists(drive))
                    throw new PostDataException(drive, $"data directory {drive} does not exist; is its drive mounted?");
                if (!File.Exists(PostMetadataFile.PathIn(drive)))
                    throw new PostDataException(drive, $"data directory {drive} belongs to the space but holds no {PostMetadataFile.Name}; is its drive mounted?");
            }
        }
    }

    private static IReadOnlyList<string> DrivesOf(string directory)
    {
        string path = Path.Combine(directory, FileName);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), DrivesJson.Default.IReadOnlyListString) ?? [] : [];
        }
        catch (JsonException exception)
        {
            throw new PostDataException(path, $"{path} is damaged ({exception.Message}); delete it and give all data directories of the space", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PostDataException(path, $"{path} cannot be read: {exception.Message}", exception);
        }
    }
}
