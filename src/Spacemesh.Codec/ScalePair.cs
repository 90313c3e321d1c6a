namespace Spacemesh.Codec;

/// <summary>An array of exactly two values, without a count.</summary>
public readonly record struct ScalePair<T>(T First, T Second) : IScaleType<ScalePair<T>>
    where T : IScaleType<T>
{
    public static int MinSize => 2 * T.MinSize;

    public static ScalePair<T> Read(ref ScaleReader reader) => new(reader.Element<T>("[0]"), reader.Element<T>("[1]"));

    public void Write(ref ScaleWriter writer)
    {
        First.Write(ref writer);
        Second.Write(ref writer);
    }
}
