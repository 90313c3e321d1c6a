namespace Spacemesh.Poet.Http;

/// <summary>A request to a PoET server or certifier failed; the text is the reference's.</summary>
public sealed class PoetClientException : Exception
{
    public PoetClientException()
    {
    }

    public PoetClientException(string message)
        : base(message)
    {
    }

    public PoetClientException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public PoetClientException(PoetFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    public PoetFailure Failure { get; }

    /// <summary>The same failure with more context before its text.</summary>
    public PoetClientException Within(string context) => new(Failure, $"{context}: {Message}", this);
}
