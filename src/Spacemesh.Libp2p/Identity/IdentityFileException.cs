namespace Spacemesh.Libp2p.Identity;

/// <summary>The host's key file cannot be read, written or understood; the message names the file and what to do.</summary>
public sealed class IdentityFileException : Exception
{
    public IdentityFileException()
    {
    }

    public IdentityFileException(string message)
        : base(message)
    {
    }

    public IdentityFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
