using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Hare;

/// <summary>The full proposal list; its limit is not that of the message (spec 01 §7.9).</summary>
public readonly record struct CompactIdResponse(ScaleList<ProposalId> Ids) : IScaleType<CompactIdResponse>
{
    public const int MaxIds = 2050;

    public static int MinSize => 1;

    public static CompactIdResponse Read(ref ScaleReader reader) => new(reader.FixedList<ProposalId>(MaxIds, "Ids"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedList(Ids, MaxIds);
    }
}
