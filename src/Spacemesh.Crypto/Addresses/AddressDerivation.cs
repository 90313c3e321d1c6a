using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Addresses;

/// <summary>Addresses made of bytes (spec 01 §5.2).</summary>
public static class AddressDerivation
{
    private const int ReservedBytes = 4;

    /// <summary>Four zero bytes, then the last twenty of <paramref name="bytes"/>; fewer are left-aligned.</summary>
    public static Address Generate(ReadOnlySpan<byte> bytes)
    {
        int own = Address.Size - ReservedBytes;
        if (bytes.Length > own)
            bytes = bytes[^own..];
        Span<byte> address = stackalloc byte[Address.Size];
        address.Clear();
        bytes.CopyTo(address[ReservedBytes..]);
        return Address.FromBytes(address);
    }

    /// <summary>Whether the twenty bytes after the reserved ones are zero (spec 01 §5.1).</summary>
    public static bool IsEmpty(in Address address) => !Address.Span(in address)[ReservedBytes..].ContainsAnyExcept((byte)0);
}
