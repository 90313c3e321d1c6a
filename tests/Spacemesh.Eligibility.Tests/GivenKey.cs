using Spacemesh.Crypto.Signing;

namespace Spacemesh.Eligibility.Tests;

/// <summary>Keys of golden cases.</summary>
internal static class GivenKey
{
    public static EdSigner Of(byte[] seed)
    {
        byte[] key = new byte[64];
        Ed25519.ExpandSeed(seed, key);
        return new EdSigner(key, default(Primitives.GenesisId));
    }
}
