namespace Spacemesh.Post.Proving;

/// <summary>None of the 2^56 values satisfies the difficulty.</summary>
public sealed class PowNotFoundException : PostException
{
    public PowNotFoundException()
    {
    }

    public PowNotFoundException(string message)
        : base(message)
    {
    }

    public PowNotFoundException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
