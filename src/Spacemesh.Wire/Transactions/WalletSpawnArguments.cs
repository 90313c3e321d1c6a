using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Transactions;

/// <summary>Spawn arguments and state of a wallet (spec 01 §5.3).</summary>
public readonly record struct WalletSpawnArguments(Hash32 PublicKey) : IScaleType<WalletSpawnArguments>
{
    public static int MinSize => 32;

    public static WalletSpawnArguments Read(ref ScaleReader reader) => new(reader.FixedBytes<Hash32>("PublicKey"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedBytes(PublicKey);
    }
}
