using System.Buffers.Binary;

namespace Spacemesh.Libp2p.Multiplexing;

/// <summary>Header of a yamux frame: version, type, flags, stream and length (spec 08 §2.5).</summary>
internal readonly record struct YamuxFrame(YamuxFrameType Type, YamuxFlags Flags, uint Stream, uint Length)
{
    public const int HeaderSize = 12;

    public void Write(Span<byte> destination)
    {
        destination[0] = 0;
        destination[1] = (byte)Type;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)Flags);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], Stream);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], Length);
    }

    /// <summary>False for another version or an unknown type.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out YamuxFrame frame)
    {
        frame = new YamuxFrame(
            (YamuxFrameType)source[1],
            (YamuxFlags)BinaryPrimitives.ReadUInt16BigEndian(source[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(source[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(source[8..]));
        return source[0] == 0 && frame.Type <= YamuxFrameType.GoAway;
    }
}
