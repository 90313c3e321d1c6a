using System.Buffers.Binary;
using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.RangeSync;

/// <summary>XOR of the first 12 bytes of all keys of a range (spec 08 §12).</summary>
public readonly record struct RangeFingerprint(ulong First, uint Last) : IScaleType<RangeFingerprint>
{
    public const int Size = 12;

    public static int MinSize => Size;

    public static RangeFingerprint operator ^(RangeFingerprint left, RangeFingerprint right) => new(left.First ^ right.First, left.Last ^ right.Last);

    /// <summary>Of one key alone.</summary>
    public static RangeFingerprint Of(in Hash32 key)
    {
        var bytes = Hash32.Span(in key);
        return new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[sizeof(ulong)..]));
    }

    public static RangeFingerprint Read(ref ScaleReader reader)
    {
        var bytes = reader.Take(Size, "fingerprint");
        return bytes.IsEmpty ? default : new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[sizeof(ulong)..]));
    }

    public void Write(ref ScaleWriter writer)
    {
        writer.U64(First);
        writer.U32(Last);
    }

    public override string ToString() => Convert.ToHexStringLower(Scale.Encode(this));
}
