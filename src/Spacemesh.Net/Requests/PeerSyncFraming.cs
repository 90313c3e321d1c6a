namespace Spacemesh.Net.Requests;

/// <summary>The peer time protocol has no lengths: compact numbers follow each other on the stream (spec 08 §13.2).</summary>
internal static class PeerSyncFraming
{
    public const string WireProtocol = "/peersync/1.0/";

    /// <summary>Longest request or answer: two compact numbers of 64 bits.</summary>
    public const int Longest = 18;

    private const int LongestNumber = 9;

    /// <summary>Bytes that so many compact numbers take; null while more bytes are needed, −1 where they are none of 64 bits.</summary>
    public static int? LengthOf(ReadOnlySpan<byte> bytes, int numbers)
    {
        int length = 0;
        for (int i = 0; i < numbers; i++)
        {
            if (length >= bytes.Length)
                return null;
            int size = (bytes[length] & 3) switch { 0 => 1, 1 => 2, 2 => 4, _ => 5 + (bytes[length] >> 2) };
            if (size > LongestNumber)
                return -1;
            length += size;
        }

        return length <= bytes.Length ? length : null;
    }
}
