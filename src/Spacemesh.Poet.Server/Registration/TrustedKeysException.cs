namespace Spacemesh.Poet.Server.Registration;

/// <summary>The trusted certifiers' keys could not be loaded; the text is the answer to the operator.</summary>
public sealed class TrustedKeysException : Exception
{
    public TrustedKeysException()
    {
    }

    public TrustedKeysException(string message)
        : base(message)
    {
    }

    public TrustedKeysException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
