namespace Spacemesh.Vm;

/// <summary>Gas prices and the formulas over them (spec 07 §5).</summary>
public static class Gas
{
    /// <summary>Every transaction.</summary>
    public const ulong Transaction = 20_000;

    /// <summary>Creating an account.</summary>
    public const ulong Spawn = 30_000;

    /// <summary>One required signature.</summary>
    public const ulong EdVerify = 3_000;

    /// <summary>Loading an account, besides its bytes.</summary>
    public const ulong AccountAccess = 2_500;

    private const ulong DataWord = 128;
    private const ulong StoreWord = 5_000;
    private const ulong UpdateWord = 725;
    private const ulong LoadWord = 182;

    private const int PublicKeySize = 32;
    private const int AccountHeaderSize = 36;
    private const int BalanceSize = 8;
    private const int VaultStateSize = AccountHeaderSize + 56;
    private const int DrainedSize = 8;

    /// <summary>Gas of the transaction's own bytes, signatures included.</summary>
    public static ulong Data(int length) => DataWord * Words(length);

    /// <summary>Loading an account of a template with this many keys.</summary>
    public static ulong Load(int keys) => AccountAccess + (LoadWord * Words(StateSize(keys)));

    /// <summary>Storing a new account of a template with this many keys.</summary>
    public static ulong ExecuteSpawn(int keys) => StoreWord * Words(StateSize(keys));

    /// <summary>Moving an amount: the target's balance is read, the principal and the target are updated.</summary>
    public static ulong ExecuteSpend() =>
        AccountAccess + (LoadWord * Words(BalanceSize)) + (UpdateWord * Words(AccountHeaderSize)) + (UpdateWord * Words(BalanceSize));

    /// <summary>Moving an amount out of a vault.</summary>
    public static ulong ExecuteDrain() =>
        AccountAccess + (LoadWord * Words(VaultStateSize)) + (UpdateWord * Words(AccountHeaderSize)) + (UpdateWord * (Words(DrainedSize) + Words(BalanceSize)));

    private static int StateSize(int keys) => (PublicKeySize * keys) + AccountHeaderSize;

    /// <summary>Started groups of eight bytes.</summary>
    private static ulong Words(int bytes) => (ulong)(bytes + 7) / 8;
}
