namespace Spacemesh.Wallet.Keys;

/// <summary>Where a key's secret is. Files may hold other numbers.</summary>
public enum KeyKind
{
    /// <summary>In the wallet file.</summary>
    Software = 0,

    /// <summary>In a Ledger device.</summary>
    Ledger = 1,
}
