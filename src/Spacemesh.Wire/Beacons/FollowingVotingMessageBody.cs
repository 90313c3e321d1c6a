using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Beacons;

/// <summary>The signed part of a later vote, signed unhashed (spec 01 §7.10).</summary>
public sealed record FollowingVotingMessageBody(EpochId EpochId, uint RoundId, ScaleBytes VotesBitVector) : IScaleType<FollowingVotingMessageBody>
{
    public const int MaxVotesBitVectorLength = 128;

    public static int MinSize => 3;

    public static FollowingVotingMessageBody Read(ref ScaleReader reader) => new(
        reader.Epoch("EpochID"),
        reader.C32("RoundID"),
        reader.Bytes(MaxVotesBitVectorLength, "VotesBitVector"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Epoch(EpochId);
        writer.C32(RoundId);
        writer.Bytes(VotesBitVector, MaxVotesBitVectorLength);
    }
}
