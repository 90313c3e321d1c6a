namespace Spacemesh.Post.DataDirectory;

/// <summary>A data directory cannot be used as it is.</summary>
public class PostDataException : PostException
{
    public PostDataException()
    {
    }

    public PostDataException(string message)
        : base(message)
    {
    }

    public PostDataException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public PostDataException(string path, string message, Exception? innerException = null)
        : base(message, innerException!) => Path = path;

    /// <summary>The file or directory that is wrong.</summary>
    public string? Path { get; }
}
