using System.Globalization;
using System.Numerics;

namespace Spacemesh.Wallet.Amounts;

/// <summary>Amounts as people write them. The unit is always said: a bare number could be either (1 SMH = 10^9 smidge).</summary>
public static class SmidgeAmount
{
    public const ulong OneSmh = 1_000_000_000;

    private const int Decimals = 9;

    /// <summary>Reads <c>1.5smh</c>, <c>1.5 SMH</c> or <c>1500000000smidge</c>.</summary>
    /// <exception cref="WalletException">No unit, not a number, too many decimals, or more than 2^64 − 1 smidge.</exception>
    public static ulong Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string lower = text.Trim().ToLowerInvariant();
        bool smh = lower.EndsWith("smh", StringComparison.Ordinal);
        bool smidge = lower.EndsWith("smidge", StringComparison.Ordinal);
        if (!smh && !smidge)
            throw new WalletException($"amount `{text}` has no unit: write for example 1.5smh or 1500000000smidge");
        string number = lower[..^(smh ? 3 : 6)].TrimEnd();
        string[] parts = number.Split('.');
        bool digits = parts.Length <= 2 && parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit));
        if (!digits)
            throw new WalletException($"amount `{text}` is not a number");
        string fraction = parts.Length == 2 ? parts[1] : "";
        if (smidge && fraction.Length > 0)
            throw new WalletException($"amount `{text}`: a smidge cannot be divided");
        if (fraction.Length > Decimals)
            throw new WalletException($"amount `{text}` has {fraction.Length} decimals, a SMH has {Decimals}");
        if (parts[0].TrimStart('0').Length > 20)
            throw new WalletException($"amount `{text}` is too large");
        var value = BigInteger.Parse(parts[0] + (smh ? fraction.PadRight(Decimals, '0') : ""), NumberStyles.None, CultureInfo.InvariantCulture);
        return value <= ulong.MaxValue ? (ulong)value : throw new WalletException($"amount `{text}` is too large");
    }

    /// <summary>Both units: <c>1.5 SMH (1500000000 smidge)</c>.</summary>
    public static string Format(ulong smidge)
    {
        string fraction = (smidge % OneSmh).ToString($"D{Decimals}", CultureInfo.InvariantCulture).TrimEnd('0');
        string whole = (smidge / OneSmh).ToString(CultureInfo.InvariantCulture);
        return $"{whole}{(fraction.Length > 0 ? $".{fraction}" : "")} SMH ({smidge.ToString(CultureInfo.InvariantCulture)} smidge)";
    }
}
