namespace Spacemesh.Wallet.Ledger;

/// <summary>The Ledger devices of this machine.</summary>
public static class LedgerDevices
{
    /// <param name="time">Clock of the waits.</param>
    public static ILedgerDevices OfThisMachine(TimeProvider time) =>
        OperatingSystem.IsLinux() ? new HidrawLedgerDevices(time) : new Unsupported();

    /// <summary>Where nobody has taught us to find them.</summary>
    internal sealed class Unsupported : ILedgerDevices
    {
        public ILedgerTransport OpenFirst() =>
            throw new WalletException("Ledger devices are supported on Linux only so far: use a Linux machine, or a wallet from a mnemonic");
    }
}
