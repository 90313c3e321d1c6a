using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Wire.RangeSync;

/// <summary>A bound of a range, or none: zeros at the end are not sent (spec 08 §12).</summary>
public readonly record struct CompactHash(Hash32? Value) : IScaleType<CompactHash>
{
    private const int KindShift = 6;
    private const byte LengthMask = 0x3f;
    private const byte HashKind = 1;

    public static int MinSize => 1;

    public static implicit operator CompactHash(Hash32 value) => new(value);

    public static CompactHash Read(ref ScaleReader reader)
    {
        byte head = reader.U8("kind");
        int length = head & LengthMask;
        switch (head >> KindShift)
        {
            case 0:
                return default;
            case HashKind when length <= Hash32.Size:
                Span<byte> bytes = stackalloc byte[Hash32.Size];
                bytes.Clear();
                reader.Take(length, "hash").CopyTo(bytes);
                return Hash32.FromBytes(bytes);
            case HashKind:
                reader.Fail(DecodeErrorKind.TooManyElements, "hash");
                return default;
            default:
                reader.Fail(DecodeErrorKind.UnknownType, "kind");
                return default;
        }
    }

    public void Write(ref ScaleWriter writer)
    {
        if (Value is not { } value)
        {
            writer.U8(0);
            return;
        }

        byte[] bytes = Hash32.Span(in value).TrimEnd((byte)0).ToArray();
        writer.U8((byte)((HashKind << KindShift) | bytes.Length));
        writer.Raw(bytes);
    }
}
