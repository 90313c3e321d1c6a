namespace Spacemesh.Ports.Storage;

/// <summary>A database that cannot do what was asked: the environment is broken, or a row exists already.</summary>
public sealed class StorageException : Exception
{
    public StorageException(StorageErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    public StorageException()
    {
    }

    public StorageException(string message)
        : base(message)
    {
    }

    public StorageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public StorageErrorKind Kind { get; }
}
