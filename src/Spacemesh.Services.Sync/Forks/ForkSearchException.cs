namespace Spacemesh.Services.Sync.Forks;

/// <summary>The layer at which a peer's mesh parts from ours could not be found (spec 08 §11.4).</summary>
public sealed class ForkSearchException(ForkSearchFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public ForkSearchFailure Failure => failure;
}
