namespace Spacemesh.Poet.Server.Storage;

/// <summary>A file of the reference's format cannot be read.</summary>
public sealed class XdrException : Exception
{
    public XdrException()
    {
    }

    public XdrException(string message)
        : base(message)
    {
    }

    public XdrException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
