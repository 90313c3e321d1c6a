using System.Buffers;
using System.Buffers.Binary;

namespace Spacemesh.Rpc.Carriage;

/// <summary>The length-prefixed message of gRPC: a payload format byte, a big-endian length, the message.</summary>
internal static class GrpcFrame
{
    public const int HeaderLength = 5;

    /// <summary>Writes header and message.</summary>
    /// <exception cref="RpcException">The message is larger than <paramref name="limit"/>.</exception>
    public static int Write<T>(IBufferWriter<byte> writer, T message, RpcMarshaller<T> marshaller, int limit)
    {
        int size = marshaller.Size(message);
        if (size > limit)
            throw new RpcException(StatusCode.ResourceExhausted, $"trying to send message larger than max ({size} vs. {limit})");
        WriteHeader(writer, size);
        marshaller.Write(message, writer);
        return size;
    }

    public static void WriteHeader(IBufferWriter<byte> writer, int size)
    {
        var header = writer.GetSpan(HeaderLength);
        header[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)size);
        writer.Advance(HeaderLength);
    }

    /// <summary>Reads a header and checks it as grpc-go does; the length is at most <paramref name="limit"/>.</summary>
    public static int ReadHeader(ReadOnlySpan<byte> header, int limit, string? encoding, bool server)
    {
        uint length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (length > (uint)limit)
            throw new RpcException(StatusCode.ResourceExhausted, $"grpc: received message larger than max ({length} vs. {limit})");
        switch (header[0])
        {
            case 0:
                return (int)length;
            case 1 when encoding is null or "" or "identity":
                throw new RpcException(StatusCode.Internal, "grpc: compressed flag set with identity or empty encoding");
            case 1:
                throw NoDecompressor(encoding, server);
            default:
                throw new RpcException(StatusCode.Internal, $"grpc: received unexpected payload format {header[0]}");
        }
    }

    public static RpcException NoDecompressor(string encoding, bool server) =>
        new(server ? StatusCode.Unimplemented : StatusCode.Internal, $"grpc: Decompressor is not installed for grpc-encoding \"{encoding}\"");
}
