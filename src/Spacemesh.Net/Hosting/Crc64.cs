namespace Spacemesh.Net.Hosting;

/// <summary>CRC-64/ISO: reflected polynomial D800000000000000, all ones before and after (spec 08 §3.1).</summary>
internal static class Crc64
{
    private const ulong Polynomial = 0xD800000000000000;
    private static readonly ulong[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        ulong sum = ulong.MaxValue;
        foreach (byte value in bytes)
            sum = Table[(byte)sum ^ value] ^ (sum >> 8);
        return ~sum;
    }

    private static ulong Entry(int index)
    {
        ulong value = (ulong)index;
        for (int bit = 0; bit < 8; bit++)
            value = (value & 1) == 1 ? (value >> 1) ^ Polynomial : value >> 1;
        return value;
    }
}
