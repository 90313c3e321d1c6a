using System.Globalization;
using System.Security.Cryptography;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Tools.GenesisGen;

/// <summary>
/// <c>genesisgen -extra TEXT -time TIME -n COUNT</c>: identities of a new network, one JSON object a line with what their PoST data is
/// bound to (spec 09b §12). go-spacemesh's program reads no time; this one reads RFC 3339.
/// </summary>
internal static class GenesisGenTool
{
    private const string Usage = """
        Usage of genesisgen:
          -extra string
                the network's genesis-extra-data
          -time string
                the network's genesis-time (RFC 3339)
          -n int
                identities to make (default 10)

        """;

    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        string extra = "", time = "", count = "10";
        for (int i = 0; i < arguments.Count; i++)
        {
            string[] parts = arguments[i].TrimStart('-').Split('=', 2);
            string? value = parts.Length == 2 ? parts[1] : i + 1 < arguments.Count ? arguments[++i] : null;
            switch (parts[0])
            {
                case "extra" when value is not null:
                    extra = value;
                    break;
                case "time" when value is not null:
                    time = value;
                    break;
                case "n" when value is not null:
                    count = value;
                    break;
                default:
                    output.Write(Usage);
                    return parts[0] is "h" or "help" ? 0 : 1;
            }
        }

        if (!GenesisTime.TryParse(time, out var genesis, out string error))
            return Fail(output, $"invalid genesis time: {error}");
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int wanted))
            return Fail(output, $"-n: '{count}' is not a number");
        if (Genesis.Validate(extra) is { } invalid)
            return Fail(output, invalid);
        var golden = Genesis.GoldenAtx(genesis.UnixSeconds, extra);
        for (int i = 0; i < wanted; i++)
            output.Write(Line(golden, i));
        return 0;
    }

    private static string Line(AtxId golden, int n)
    {
        byte[] seed = RandomNumberGenerator.GetBytes(32);
        var id = Ed25519.PublicKey(seed);
        Span<byte> bound = stackalloc byte[NodeId.Size + AtxId.Size];
        id.ToArray().CopyTo(bound);
        golden.ToArray().CopyTo(bound[NodeId.Size..]);
        string secret = Convert.ToHexStringLower(seed) + id.ToHex();
        CryptographicOperations.ZeroMemory(seed);
        return string.Create(CultureInfo.InvariantCulture, $"{{\"n\":{n},\"private\":\"{secret}\",\"id\":\"{id.ToHex()}\",\"commitment\":\"{Blake3.Hash(bound).ToHex()}\"}}\n");
    }

    private static int Fail(TextWriter output, string message)
    {
        output.Write(message + "\n");
        return 1;
    }
}
