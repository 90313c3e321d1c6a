namespace Spacemesh.Postcli;

/// <summary>Ends the program with a code, after a message.</summary>
public sealed class ExitException : Exception
{
    public ExitException()
    {
    }

    public ExitException(string message)
        : base(message)
    {
    }

    public ExitException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ExitException(int code, string? message)
        : base(message) => (Code, Text) = (code, message);

    public int Code { get; } = 1;

    /// <summary>What to say; null when all is said.</summary>
    public string? Text { get; }
}
