using Spacemesh.Runtime;

namespace Spacemesh.Libp2p.Fuzz;

/// <summary>Makes a damaged input of a sound one: bits, bytes, cuts, repeats, splices, or noise.</summary>
internal static class Mutator
{
    public static byte[] Mutate(IReadOnlyList<byte[]> seeds, SeededRandom random)
    {
        byte[] seed = seeds[random.Next(seeds.Count)];
        if (seed.Length == 0 || random.Next(16) == 0)
        {
            byte[] noise = new byte[random.Next(200)];
            random.Fill(noise);
            return noise;
        }

        var bytes = new List<byte>(seed);
        for (int round = random.Next(4) + 1; round > 0 && bytes.Count > 0; round--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, random.Next(64))));
                    break;
                case 4:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(16)));
                    break;
                case 5:
                    byte[] other = seeds[random.Next(seeds.Count)];
                    bytes.InsertRange(at, other.AsSpan(0, random.Next(other.Length + 1)).ToArray());
                    break;
                default:
                    for (int i = at; i < Math.Min(at + 4, bytes.Count); i++)
                        bytes[i] = 0xff;
                    break;
            }
        }

        return [.. bytes];
    }
}
