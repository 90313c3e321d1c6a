namespace Spacemesh.Poet.Server.Storage;

/// <summary>Something on disk prevents the server from starting or a round from going on; the text says what and where.</summary>
public sealed class PoetStateException : Exception
{
    public PoetStateException()
    {
    }

    public PoetStateException(string message)
        : base(message)
    {
    }

    public PoetStateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
