using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Hare.Tests;

/// <summary>Keys of golden cases.</summary>
internal static class GivenKey
{
    public static EdSigner Of(byte[] seed, GenesisId genesis)
    {
        byte[] key = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(seed, key);
        return new EdSigner(key, genesis);
    }
}
