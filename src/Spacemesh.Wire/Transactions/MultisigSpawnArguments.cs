using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Transactions;

/// <summary>Spawn arguments and state of multisig and vesting accounts (spec 01 §5.3).</summary>
public sealed record MultisigSpawnArguments(byte Required, ScaleList<Hash32> PublicKeys) : IScaleType<MultisigSpawnArguments>
{
    public const int MaxPublicKeys = 10;

    public static int MinSize => 2;

    public static MultisigSpawnArguments Read(ref ScaleReader reader) => new(
        reader.C8("Required"),
        reader.FixedList<Hash32>(MaxPublicKeys, "PublicKeys"));

    public void Write(ref ScaleWriter writer)
    {
        writer.C8(Required);
        writer.FixedList(PublicKeys, MaxPublicKeys);
    }
}
