namespace Spacemesh.Post;

/// <summary>A PoST option has a value that cannot be used.</summary>
public sealed class PostOptionException : PostException
{
    public PostOptionException()
    {
    }

    public PostOptionException(string message)
        : base(message)
    {
    }

    public PostOptionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public PostOptionException(string option, string message)
        : base(message) => Option = option;

    /// <summary>Name of the option, e.g. <c>NumUnits</c>.</summary>
    public string? Option { get; }
}
