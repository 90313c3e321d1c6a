using Spacemesh.Codec;

namespace Spacemesh.Wire.Activation;

/// <summary>What a PoST proof was made over; the challenge is the PoET proof reference, possibly shortened (spec 01 §7.1).</summary>
public readonly record struct PostMetadataV1(ScaleBytes Challenge, ulong LabelsPerUnit) : IScaleType<PostMetadataV1>
{
    public const int MaxChallengeLength = 32;

    public static int MinSize => 2;

    public static PostMetadataV1 Read(ref ScaleReader reader) => new(
        reader.Bytes(MaxChallengeLength, "Challenge"),
        reader.C64("LabelsPerUnit"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Bytes(Challenge, MaxChallengeLength);
        writer.C64(LabelsPerUnit);
    }
}
