using System.Buffers.Binary;
using Spacemesh.Crypto.Hashing;

namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>
/// The pieces of the signing record's file: mark A5 5A, kind, length (u16), payload, 8 bytes of BLAKE3 over kind to payload; little-endian.
/// A piece torn by a crash, or damaged, is skipped: reading goes on at the next one that is whole.
/// </summary>
internal static class SigningFrames
{
    public const int MaxPayload = ushort.MaxValue;

    private const byte Mark0 = 0xa5;
    private const byte Mark1 = 0x5a;
    private const int HeadSize = 5;
    private const int CheckSize = 8;

    public static byte[] Write(SigningFrameKind kind, ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, MaxPayload);
        byte[] frame = new byte[HeadSize + payload.Length + CheckSize];
        frame[0] = Mark0;
        frame[1] = Mark1;
        frame[2] = (byte)kind;
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(3), (ushort)payload.Length);
        payload.CopyTo(frame.AsSpan(HeadSize));
        Check(frame.AsSpan(2, HeadSize - 2 + payload.Length)).AsSpan().CopyTo(frame.AsSpan(HeadSize + payload.Length));
        return frame;
    }

    /// <summary>Every whole piece, in order.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="damaged">Bytes that belong to no whole piece and lie before the last one: not a torn end, but damage.</param>
    /// <param name="torn">Bytes behind the last whole piece.</param>
    public static List<(SigningFrameKind Kind, ReadOnlyMemory<byte> Payload)> Read(ReadOnlyMemory<byte> bytes, out long damaged, out long torn)
    {
        var frames = new List<(SigningFrameKind, ReadOnlyMemory<byte>)>();
        damaged = 0;
        int position = 0;
        int end = 0;
        while (position < bytes.Length)
        {
            int length = WholeAt(bytes.Span[position..]);
            if (length == 0)
            {
                position++;
                continue;
            }

            damaged += position - end;
            frames.Add(((SigningFrameKind)bytes.Span[position + 2], bytes.Slice(position + HeadSize, length - HeadSize - CheckSize)));
            position += length;
            end = position;
        }

        torn = bytes.Length - end;
        return frames;
    }

    /// <summary>Length of the whole piece at the begin of <paramref name="bytes"/>; 0 where there is none.</summary>
    private static int WholeAt(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadSize + CheckSize || bytes[0] != Mark0 || bytes[1] != Mark1)
            return 0;
        int payload = BinaryPrimitives.ReadUInt16LittleEndian(bytes[3..]);
        int length = HeadSize + payload + CheckSize;
        if (length > bytes.Length)
            return 0;
        return Check(bytes[2..(HeadSize + payload)]).AsSpan().SequenceEqual(bytes[(length - CheckSize)..length]) ? length : 0;
    }

    private static byte[] Check(ReadOnlySpan<byte> bytes) => Blake3.Hash(bytes).ToArray()[..CheckSize];
}
