using Spacemesh.Codec;

namespace Spacemesh.Wire.Fuzz;

/// <summary>Damages encodings: bits, bytes, ranges, splices of other objects, counts.</summary>
public static class Mutator
{
    private const int MostSteps = 4;
    private const int MostBytes = 1 << 16;

    private static readonly byte[] OddBytes = [0x00, 0x01, 0x02, 0x03, 0x04, 0x07, 0x0b, 0x13, 0x17, 0x7f, 0x80, 0xfc, 0xfd, 0xfe, 0xff];

    // Counts around the limits of the types, and integers in forms that only some widths take.
    private static readonly byte[][] OddIntegers =
    [
        .. new ulong[]
        {
            0, 1, 2, 3, 4, 5, 10, 11, 31, 32, 33, 63, 64, 100, 101, 128, 129, 150, 151, 255, 256, 257, 800, 801, 1000, 1001, 1024, 1025, 2050, 2051,
            2350, 2351, 4096, 4097, 5400, 10000, 10001, 16383, 16384, 25000, 65535, 65536, 100000, 1 << 20, (1 << 20) + 1, 8_000_000, 272_629_760,
            (1 << 30) - 1, 1 << 30, int.MaxValue, uint.MaxValue, 1UL << 32, ulong.MaxValue,
        }.Select(Compact),
        [0x13, 0, 0, 0, 0x40, 0, 0, 0, 0], [0x07, 0, 0, 0, 0x40, 0], [0x01, 0x00], [0x02, 0, 0, 0], [0x03, 0, 0, 0, 0], [0x17, 0, 0], [0xff],
    ];

    /// <summary>A damaged copy of <paramref name="bytes"/>.</summary>
    public static byte[] Damage(byte[] bytes, IReadOnlyList<GoldenObject> corpus, ref SplitMix random)
    {
        var damaged = new List<byte>(bytes);
        for (int steps = 1 + random.Below(MostSteps); steps > 0; steps--)
            Step(damaged, corpus, ref random);
        if (damaged.Count > MostBytes)
            damaged.RemoveRange(MostBytes, damaged.Count - MostBytes);
        return [.. damaged];
    }

    private static void Step(List<byte> bytes, IReadOnlyList<GoldenObject> corpus, ref SplitMix random)
    {
        int at = random.Below(bytes.Count + 1);
        int length = Math.Min(1 + random.Below(random.Below(4) == 0 ? 100 : 8), bytes.Count - at);
        switch (random.Below(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Below(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = OddBytes[random.Below(OddBytes.Length)];
                break;
            case 2 when at < bytes.Count:
                bytes[at] = (byte)random.Next();
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(random.Below(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 5:
                byte[] other = corpus[random.Below(corpus.Count)].Bytes;
                int from = random.Below(other.Length + 1);
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(1 + random.Below(64), other.Length - from)).ToArray());
                break;
            case 6:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 7:
                Overwrite(bytes, at, OddIntegers[random.Below(OddIntegers.Length)]);
                break;
            default:
                // Replace the integer that seems to stand here, so that what follows keeps its place.
                bytes.RemoveRange(at, Math.Min(IntegerLength(bytes, at), bytes.Count - at));
                bytes.InsertRange(at, OddIntegers[random.Below(OddIntegers.Length)]);
                break;
        }
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] content)
    {
        for (int i = 0; i < content.Length && at + i < bytes.Count; i++)
            bytes[at + i] = content[i];
    }

    private static int IntegerLength(List<byte> bytes, int at) =>
        at == bytes.Count ? 0 : (bytes[at] & 3) switch { 0 => 1, 1 => 2, 2 => 4, _ => 5 + (bytes[at] >> 2) };

    private static byte[] Compact(ulong value)
    {
        var writer = new ScaleWriter(16);
        writer.C64(value);
        byte[] bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }
}
