
namespace Spacemesh.Codec.Tests;

internal readonly record struct SamplePoint(byte X, ushort Y) : IScaleType<SamplePoint>
{
    public static int MinSize => 2;

    public static SamplePoint Read(ref ScaleReader reader) => new(reader.C8("X"), reader.C16("Y"));

    public void Write(ref ScaleWriter writer)
    {
        writer.C8(X);
        writer.C16(Y);
    }
}
