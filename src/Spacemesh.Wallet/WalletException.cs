namespace Spacemesh.Wallet;

/// <summary>Something about a wallet that its user can put right; the message says what.</summary>
public sealed class WalletException : Exception
{
    public WalletException()
    {
    }

    public WalletException(string message)
        : base(message)
    {
    }

    public WalletException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
