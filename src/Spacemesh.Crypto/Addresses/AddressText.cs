using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Addresses;

/// <summary>The text form of an address: bech32 under the network's prefix (spec 01 §5.1).</summary>
public static class AddressText
{
    private const int ReservedBytes = 4;

    public static string Format(in Address address, string networkPrefix)
    {
        var bytes = Address.Span(in address);
        Span<byte> groups = stackalloc byte[(Address.Size * 8 + 4) / 5];
        int bits = 0;
        int count = 0;
        uint pending = 0;
        foreach (byte value in bytes)
        {
            pending = (pending << 8) | value;
            for (bits += 8; bits >= 5; bits -= 5)
                groups[count++] = (byte)((pending >> (bits - 5)) & 31);
        }

        groups[count] = (byte)((pending << (5 - bits)) & 31);
        return Bech32.Encode(networkPrefix, groups);
    }

    /// <exception cref="AddressFormatException">The text is not an address of this network.</exception>
    public static Address Parse(string text, string networkPrefix)
    {
        var fault = TryParse(text, networkPrefix, out var address, out string error);
        return fault == AddressFault.None ? address : throw new AddressFormatException(fault, error);
    }

    /// <summary>Reads an address; on failure <paramref name="error"/> is the text that users know.</summary>
    public static AddressFault TryParse(string text, string networkPrefix, out Address address, out string error)
    {
        address = default;
        if (!Bech32.TryDecode(text, out string prefix, out var groups, out string cause))
        {
            error = $"error decoding bech32: {cause}";
            return AddressFault.Bech32;
        }

        // Regrouping pads, so that 39 groups give one byte more than an address has, and its bits are never looked at.
        if ((groups.Length * 5 + 7) / 8 != Address.Size + 1)
        {
            error = $"expected {Address.Size} bytes, got {groups.Length}: wrong address length";
            return AddressFault.Length;
        }

        if (!string.Equals(prefix, networkPrefix, StringComparison.Ordinal))
        {
            error = $"wrong network id: expected `{networkPrefix}`, got `{prefix}`: unsupported network";
            return AddressFault.Network;
        }

        var bytes = Regroup(groups);
        int reserved = bytes.AsSpan(0, ReservedBytes).IndexOfAnyExcept((byte)0);
        if (reserved >= 0)
        {
            error = $"expected first {ReservedBytes} bytes to be 0, got {bytes[reserved]}: missing reserved space";
            return AddressFault.ReservedSpace;
        }

        error = "";
        address = Address.FromBytes(bytes);
        return AddressFault.None;
    }

    private static byte[] Regroup(ReadOnlySpan<byte> groups)
    {
        var bytes = new byte[Address.Size];
        int bits = 0;
        int count = 0;
        uint pending = 0;
        foreach (byte group in groups)
        {
            pending = (pending << 5) | group;
            bits += 5;
            if (bits >= 8 && count < bytes.Length)
            {
                bits -= 8;
                bytes[count++] = (byte)(pending >> bits);
            }
        }

        return bytes;
    }
}
