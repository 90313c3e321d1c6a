namespace Spacemesh.Ports.Smeshing;

/// <summary>A PoST service did not answer as it should.</summary>
public sealed class PostProviderException(PostProviderFailure failure, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public PostProviderFailure Failure { get; } = failure;

    /// <summary>The session ended.</summary>
    public static PostProviderException Closed() => new(PostProviderFailure.Closed, "post client closed");
}
