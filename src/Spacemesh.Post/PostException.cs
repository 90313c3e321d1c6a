namespace Spacemesh.Post;

/// <summary>What went wrong with PoST data, options or devices: the message names the file or field and says what to do.</summary>
public class PostException : Exception
{
    public PostException()
    {
    }

    public PostException(string message)
        : base(message)
    {
    }

    public PostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
