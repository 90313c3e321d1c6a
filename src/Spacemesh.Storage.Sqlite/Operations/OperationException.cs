namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>An operator's command cannot do its work. The message names the file or value and says what to do; nothing was changed.</summary>
public sealed class OperationException : Exception
{
    public OperationException(OperationErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    public OperationException()
    {
    }

    public OperationException(string message)
        : base(message)
    {
    }

    public OperationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public OperationErrorKind Kind { get; }
}
