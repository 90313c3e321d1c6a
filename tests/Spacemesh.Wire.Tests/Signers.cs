using System.Text.Json;
using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Wire.Tests;

/// <summary>Signers from the seeds of golden cases.</summary>
internal static class Signers
{
    /// <summary>Genesis id of mainnet: the prefix where a file says so instead of giving one.</summary>
    public static readonly byte[] MainnetPrefix = Convert.FromHexString("9eebff023abb17ccb775c602daade8ed708f0a50");

    public static EdSigner Of(JsonElement input, string seed = "seed", string prefix = "prefix") =>
        new(PrivateKey(input.Hex(seed)), input.Has(prefix) ? input.Hex(prefix) : MainnetPrefix);

    public static VrfSigner VrfOf(JsonElement input, string seed = "seed") => new(PrivateKey(input.Hex(seed)));

    private static byte[] PrivateKey(byte[] seed)
    {
        byte[] key = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(seed, key);
        return key;
    }
}
