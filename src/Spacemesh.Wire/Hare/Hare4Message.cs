using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.Hare;

/// <summary>A hare4 message; in the preround it carries another body than was signed (spec 01 §7.9).</summary>
public sealed record Hare4Message(Hare4Body Body, NodeId Sender, EdSignature Signature) : IScaleType<Hare4Message>
{
    public static int MinSize => 183;

    public static Hare4Message Read(ref ScaleReader reader) => new(
        reader.Struct<Hare4Body>("Body"),
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
