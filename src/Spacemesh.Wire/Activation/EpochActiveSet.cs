using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Activation;

/// <summary>An active set as stored and fetched; receivers demand ascending ids (spec 01 §7.13).</summary>
public sealed record EpochActiveSet(EpochId Epoch, ScaleList<AtxId> Set) : IScaleType<EpochActiveSet>
{
    public const int MaxSet = 8_000_000;

    public static int MinSize => 2;

    public static EpochActiveSet Read(ref ScaleReader reader) => new(reader.Epoch("Epoch"), reader.FixedList<AtxId>(MaxSet, "Set"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Epoch(Epoch);
        writer.FixedList(Set, MaxSet);
    }

    /// <summary>The key of the set: H of the ids one after the other, without the epoch (spec 01 §2.4).</summary>
    public Hash32 ComputeHash() => ActiveSetHash.Compute(Set);
}
