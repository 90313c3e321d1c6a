using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Beacons.Tests;

/// <summary>Keys of golden files and of made-up smeshers.</summary>
internal static class GivenKey
{
    public static EdSigner FromSeed(ReadOnlySpan<byte> seed, GenesisId genesis)
    {
        byte[] bytes = new byte[Ed25519.PrivateKeySize];
        Ed25519.ExpandSeed(seed, bytes);
        return new EdSigner(bytes, genesis);
    }

    public static EdSigner Numbered(int number, GenesisId genesis)
    {
        byte[] seed = new byte[Ed25519.SeedSize];
        BitConverter.TryWriteBytes(seed, number);
        return FromSeed(seed, genesis);
    }
}
