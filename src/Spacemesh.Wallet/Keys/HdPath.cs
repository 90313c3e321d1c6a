using System.Globalization;
using System.Text;

namespace Spacemesh.Wallet.Keys;

/// <summary>A derivation path as wallet files carry it: any number of elements, hardened or not (spec 07 §20).</summary>
public sealed record HdPath(IReadOnlyList<uint> Elements)
{
    private const uint Hardened = 0x80000000;

    /// <summary>The path without elements.</summary>
    public static readonly HdPath Root = new([]);

    /// <summary>Reads <c>m/1'/2…</c>; numbers wrap at 2^32.</summary>
    /// <exception cref="WalletException">Another form.</exception>
    public static HdPath Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('/');
        var elements = new List<uint>();
        bool valid = parts[0] == "m" && parts.Length > 1;
        foreach (string part in parts.Skip(1))
        {
            bool hardened = part.EndsWith('\'');
            string digits = hardened ? part[..^1] : part;
            if (digits.Length == 0 || digits.Any(digit => !char.IsAsciiDigit(digit)))
            {
                valid = false;
                break;
            }

            // Beyond 64 bits the reference's conversion gives up and leaves zero.
            uint number = ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong wide) ? unchecked((uint)wide) : 0;
            elements.Add(hardened ? number | Hardened : number);
        }

        return valid ? new HdPath(elements) : throw new WalletException($"invalid HD path string: {text}");
    }

    public override string ToString()
    {
        var text = new StringBuilder("m");
        foreach (uint element in Elements)
            text.Append(CultureInfo.InvariantCulture, $"/{element & ~Hardened}{((element & Hardened) != 0 ? "'" : "")}");
        return text.ToString();
    }
}
