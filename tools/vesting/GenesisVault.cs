using System.Globalization;
using System.Text;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Wallet.Transactions;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vesting;

/// <summary>The vault of a set of keys with mainnet's schedule (spec 07 §11.2).</summary>
internal sealed record GenesisVault(IReadOnlyList<Hash32> Keys, byte Required, VaultSpawnArguments Arguments, Address Address)
{
    public static GenesisVault Generate(IReadOnlyList<string> keys, long required, double total)
    {
        Hash32[] decoded = [.. keys.Select(Key)];
        byte signatures = unchecked((byte)required);
        if (signatures > decoded.Length)
            throw new ToolException($"requires more signatures ({signatures}) then public keys ({decoded.Length}) in the wallet\n");
        var owner = AccountArguments.Principal(Template.Vesting, signatures, decoded);
        ulong amount = total >= 0 && total < Math.Pow(2, 64) ? (ulong)total : throw ToolException.Fatal($"total {Text(total)} is not an amount");
        var arguments = AccountArguments.MainnetVault(owner, amount, amount / 4);
        return new GenesisVault(decoded, signatures, arguments, Principal.Compute(Template.Vault, arguments));
    }

    /// <summary>A number with fraction and exponent.</summary>
    public static bool TryAmount(string text, out double amount) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out amount);

    /// <summary>One line of the ledger.</summary>
    public string Json(string prefix) =>
        $"{{\"address\":\"{AddressText.Format(Address, prefix)}\",\"balance\":{Arguments.TotalAmount.ToString(CultureInfo.InvariantCulture)}}}\n";

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static Hash32 Key(string hex)
    {
        hex = hex.Trim('\n');
        foreach (byte digit in Encoding.UTF8.GetBytes(hex))
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                string shown = digit is >= 0x20 and < 0x7f ? $"'{(char)digit}'" : $"'\\x{digit:x2}'";
                throw ToolException.Fatal($"encoding/hex: invalid byte: U+{digit:X4} {shown}");
            }
        }

        if (hex.Length % 2 != 0)
            throw ToolException.Fatal("encoding/hex: odd length hex string");
        byte[] bytes = Convert.FromHexString(hex);
        if (bytes.Length == Hash32.Size)
            return Hash32.FromBytes(bytes);
        byte[] padded = new byte[Math.Max(Hash32.Size, bytes.Length)];
        bytes.CopyTo(padded, 0);
        throw ToolException.Fatal($"key {Encoding.UTF8.GetString(padded)} can't be decoded from hex into {Hash32.Size} bytes");
    }
}
