namespace Spacemesh.Post.DataDirectory;

/// <summary>Reads and writes <c>postdata_metadata.json</c>.</summary>
public static class PostMetadataFile
{
    public const string Name = "postdata_metadata.json";

    /// <summary>No metadata is that long; a longer file is not read.</summary>
    private const long SizeLimit = 1 << 20;

    public static string PathIn(string directory) => Path.Combine(directory, Name);

    /// <returns>Null when the file (or its directory) does not exist.</returns>
    /// <exception cref="PostDataException">The file cannot be read or says something unusable.</exception>
    public static PostMetadata? TryLoad(string directory)
    {
        string path = PathIn(directory);
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists)
                return null;
            if (info.Length > SizeLimit)
                throw new PostDataException(path, $"{path}: {info.Length} bytes, which is no metadata file; restore it from a copy");
            return PostMetadata.FromDocument(PostMetadataDocument.Parse(File.ReadAllBytes(path)), path);
        }
        catch (PostDataException exception) when (exception.Path is null)
        {
            throw new PostDataException(path, $"{path}: {exception.Message}; restore the file from a copy", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PostDataException(path, $"{path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <exception cref="PostDataException">As <see cref="TryLoad"/>, and when the file is missing.</exception>
    public static PostMetadata Load(string directory) =>
        TryLoad(directory) ?? throw new PostDataException(PathIn(directory), "metadata file is missing");

    /// <summary>Writes the file as a whole: readers see the old or the new text, also after a crash.</summary>
    /// <exception cref="PostDataException">The directory cannot be written.</exception>
    public static void Save(string directory, PostMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        AtomicFile.Write(PathIn(directory), metadata.ToDocument().Write());
    }
}
