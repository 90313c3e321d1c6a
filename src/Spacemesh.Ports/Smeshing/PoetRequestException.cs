namespace Spacemesh.Ports.Smeshing;

/// <summary>A PoET did not do what it was asked for.</summary>
public sealed class PoetRequestException(PoetRequestFailure failure, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public PoetRequestFailure Failure { get; } = failure;
}
