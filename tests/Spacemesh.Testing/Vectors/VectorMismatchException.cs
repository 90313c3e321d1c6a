namespace Spacemesh.Testing.Vectors;

/// <summary>A golden case and our result differ; the message holds expected and actual value.</summary>
public sealed class VectorMismatchException : Exception
{
    public VectorMismatchException()
    {
    }

    public VectorMismatchException(string message)
        : base(message)
    {
    }

    public VectorMismatchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
