namespace Spacemesh.Wire.Transactions;

/// <summary>Method selectors of the account templates (spec 01 §7.8).</summary>
public enum TxMethod : byte
{
    Spawn = 0,
    Spend = 16,
    DrainVault = 17,
}
