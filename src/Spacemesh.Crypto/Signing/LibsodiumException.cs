namespace Spacemesh.Crypto.Signing;

/// <summary>The system's libsodium is missing or does not work.</summary>
public sealed class LibsodiumException : Exception
{
    public LibsodiumException()
    {
    }

    public LibsodiumException(string message)
        : base(message)
    {
    }

    public LibsodiumException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
