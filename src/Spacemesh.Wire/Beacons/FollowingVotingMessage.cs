using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Beacons;

/// <summary>A vote of a later round (spec 01 §7.10).</summary>
public sealed record FollowingVotingMessage(
    FollowingVotingMessageBody Body,
    NodeId SmesherId,
    EdSignature Signature) : IScaleType<FollowingVotingMessage>
{
    public static int MinSize => 99;

    public static FollowingVotingMessage Read(ref ScaleReader reader) => new(
        reader.Struct<FollowingVotingMessageBody>("FollowingVotingMessageBody"),
        reader.FixedBytes<NodeId>("SmesherID"),
        reader.FixedBytes<EdSignature>("Signature"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Struct(Body);
        writer.FixedBytes(SmesherId);
        writer.FixedBytes(Signature);
    }
}
