namespace Spacemesh.Wallet.Ledger;

/// <summary>The Ledger devices that are plugged in.</summary>
public interface ILedgerDevices
{
    /// <summary>Opens the first one.</summary>
    /// <exception cref="WalletException">There is none, or it cannot be opened; the message says what to do.</exception>
    ILedgerTransport OpenFirst();
}
