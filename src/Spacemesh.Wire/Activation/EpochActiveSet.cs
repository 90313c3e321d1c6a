using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
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
    public Hash32 ComputeHash() => IdListHash.Atxs(Set.Span);

    /// <summary>Whether the ids ascend; equal neighbours pass, as they do in the reference.</summary>
    public bool IsAscending()
    {
        var ids = Set.Span;
        for (int i = 1; i < ids.Length; i++)
        {
            if (ids[i - 1].CompareTo(ids[i]) > 0)
                return false;
        }

        return true;
    }
}
