namespace Spacemesh.Tools.Certifier;

/// <summary>The configuration is not usable; the text says what is wrong.</summary>
internal sealed class CertifierException : Exception
{
    public CertifierException()
    {
    }

    public CertifierException(string message)
        : base(message)
    {
    }

    public CertifierException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
