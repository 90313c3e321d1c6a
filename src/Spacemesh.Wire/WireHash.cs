using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;

namespace Spacemesh.Wire;

/// <summary>H over encodings. Ids come from the re-encoding of a value, never from the bytes it was received as (spec 01 §1.6).</summary>
public static class WireHash
{
    private const int StackBuffer = 2048;

    public static Hash32 Of<T>(T value)
        where T : IScaleType<T>
    {
        var writer = new ScaleWriter(stackalloc byte[StackBuffer]);
        try
        {
            value.Write(ref writer);
            return Blake3.Hash(writer.Written);
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>H of one byte and the encoding.</summary>
    public static Hash32 OfTagged<T>(byte tag, T value)
        where T : IScaleType<T>
    {
        var writer = new ScaleWriter(stackalloc byte[StackBuffer]);
        try
        {
            writer.U8(tag);
            value.Write(ref writer);
            return Blake3.Hash(writer.Written);
        }
        finally
        {
            writer.Dispose();
        }
    }
}
