using System.Buffers.Binary;
using Spacemesh.Wallet.Keys;

namespace Spacemesh.Wallet.Ledger;

/// <summary>Derivation paths as the device takes them: a count byte, then each index as BE32 (spec 07 §22).</summary>
internal static class LedgerPath
{
    private const uint Hardened = 0x80000000;
    private const int MaxElements = 5;

    /// <exception cref="WalletException">Not a path of the Spacemesh app.</exception>
    public static byte[] Encode(HdPath path)
    {
        var elements = path.Elements;
        bool fits = elements.Count is >= 2 and <= MaxElements
            && elements[0] == (44 | Hardened)
            && elements[1] == (540 | Hardened)
            && elements.All(element => (element & Hardened) != 0);
        if (!fits)
            throw new WalletException($"path {path}: a Ledger device has keys at m/44'/540'/… only, with up to {MaxElements} hardened elements");
        byte[] bytes = new byte[1 + (sizeof(uint) * elements.Count)];
        bytes[0] = (byte)elements.Count;
        for (int i = 0; i < elements.Count; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1 + (sizeof(uint) * i)), elements[i]);
        return bytes;
    }
}
