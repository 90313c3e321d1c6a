using Spacemesh.Codec;

namespace Spacemesh.Wire.Activation;

/// <summary>A proof of space-time (spec 01 §7.1).</summary>
public readonly record struct PostV1(uint Nonce, ScaleBytes Indices, ulong Pow) : IScaleType<PostV1>
{
    public const int MaxIndicesLength = 800;

    public static int MinSize => 3;

    public static PostV1 Read(ref ScaleReader reader) => new(reader.C32("Nonce"), reader.Bytes(MaxIndicesLength, "Indices"), reader.C64("Pow"));

    public void Write(ref ScaleWriter writer)
    {
        writer.C32(Nonce);
        writer.Bytes(Indices, MaxIndicesLength);
        writer.C64(Pow);
    }
}
