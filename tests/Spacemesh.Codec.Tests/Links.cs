
namespace Spacemesh.Codec.Tests;

/// <summary>A list that nests in itself: the only shape that the nesting limit can stop.</summary>
internal sealed record Links(ScaleList<Links> Next) : IScaleType<Links>
{
    public static int MinSize => 1;

    /// <summary>A chain of <paramref name="depth"/> links.</summary>
    public static Links Chain(int depth) => new(depth == 0 ? default : [Chain(depth - 1)]);

    public static Links Read(ref ScaleReader reader) => new(reader.List<Links>(2, "Next"));

    public void Write(ref ScaleWriter writer) => writer.List(Next, 2);
}
