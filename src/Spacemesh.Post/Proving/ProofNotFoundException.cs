namespace Spacemesh.Post.Proving;

/// <summary>All nonces were tried and none found enough good labels.</summary>
public sealed class ProofNotFoundException : PostException
{
    public ProofNotFoundException()
    {
    }

    public ProofNotFoundException(string message)
        : base(message)
    {
    }

    public ProofNotFoundException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
