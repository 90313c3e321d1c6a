using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Fetch;

/// <summary>Identities with a malfeasance proof (spec 08 §6.7).</summary>
public readonly record struct MaliciousIds(ScaleList<NodeId> NodeIds) : IScaleType<MaliciousIds>
{
    public const int MaxNodeIds = 8_000_000;

    public static int MinSize => 1;

    public static MaliciousIds Read(ref ScaleReader reader) => new(reader.FixedList<NodeId>(MaxNodeIds, "NodeIDs"));

    public void Write(ref ScaleWriter writer)
    {
        writer.FixedList(NodeIds, MaxNodeIds);
    }
}
