using System.Text;

namespace Spacemesh.Codec;

/// <summary>A text as the wire carries it: raw bytes that nobody checks to be UTF-8, so they survive a round trip (spec 01 §1.1).</summary>
public readonly record struct ScaleText(ScaleBytes Bytes)
{
    public static ScaleText Empty => default;

    public bool IsEmpty => Bytes.IsEmpty;

    public static implicit operator ScaleText(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>The text; bytes that are not UTF-8 show as U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span);
}
