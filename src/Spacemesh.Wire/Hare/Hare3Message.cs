using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Hare;

/// <summary>A hare3 message (spec 01 §7.9).</summary>
public sealed record Hare3Message(Hare3Body Body, NodeId Sender, EdSignature Signature) : IScaleType<Hare3Message>
{
    public static int MinSize => 182;

    public static Hare3Message Read(ref ScaleReader reader) => new(
        reader.Struct<Hare3Body>("Body"),
        reader.FixedBytes<NodeId>("Sender"),
        reader.FixedBytes<EdSignature>("Signature"));

    public void Write(ref ScaleWriter writer)
    {
        writer.Struct(Body);
        writer.FixedBytes(Sender);
        writer.FixedBytes(Signature);
    }

    /// <summary>Whether the reference is there exactly where the round wants one; checked before anything else (spec 01 §7.9).</summary>
    public bool IsWellFormed => HareRules.IsWellFormed(Body.IterRound.Round, Body.Value.Reference);
}
