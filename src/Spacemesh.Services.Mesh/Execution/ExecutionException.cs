namespace Spacemesh.Services.Mesh.Execution;

/// <summary>A layer that cannot be executed because something it needs is not here or does not fit. Nothing was changed.</summary>
public sealed class ExecutionException : Exception
{
    public ExecutionException()
    {
    }

    public ExecutionException(string message)
        : base(message)
    {
    }

    public ExecutionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
