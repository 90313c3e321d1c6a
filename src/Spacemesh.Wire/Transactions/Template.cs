using Spacemesh.Primitives;

namespace Spacemesh.Wire.Transactions;

/// <summary>Addresses of the account templates: 23 zero bytes and a number (spec 01 §5.3).</summary>
public static class Template
{
    public static readonly Address Wallet = At(1);

    public static readonly Address Multisig = At(2);

    public static readonly Address Vesting = At(3);

    public static readonly Address Vault = At(4);

    private static Address At(byte number)
    {
        var bytes = default(Bytes24);
        bytes[Bytes24.Length - 1] = number;
        return new Address(bytes);
    }
}
