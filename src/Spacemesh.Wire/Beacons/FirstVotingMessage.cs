using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Beacons;

/// <summary>A first-round vote (spec 01 §7.10).</summary>
public sealed record FirstVotingMessage(FirstVotingMessageBody Body, NodeId SmesherId, EdSignature Signature) : IScaleType<FirstVotingMessage>
{
    public static int MinSize => 99;

    public static FirstVotingMessage Read(ref ScaleReader reader) => new(
        reader.Struct<FirstVotingMessageBody>("FirstVotingMessageBody"),
        reader.FixedBytes<NodeId>("SmesherID"),
        reader.FixedBytes<EdSignature>("Signature"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Struct(Body);
        writer.FixedBytes(SmesherId);
        writer.FixedBytes(Signature);
    }
}
