namespace Spacemesh.Crypto.Signing;

/// <summary>Bytes that are no private key of this network's signatures (spec 01 §3.1).</summary>
public sealed class InvalidKeyException : Exception
{
    public InvalidKeyException()
    {
    }

    public InvalidKeyException(string message)
        : base(message)
    {
    }

    public InvalidKeyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
