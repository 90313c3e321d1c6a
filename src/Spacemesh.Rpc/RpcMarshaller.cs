using System.Buffers;
using Google.Protobuf;

namespace Spacemesh.Rpc;

/// <summary>How messages of one type become bytes and back.</summary>
/// <param name="Size">Encoded length of a message.</param>
/// <param name="Write">Writes exactly that many bytes.</param>
/// <param name="Read">Decodes; throws <see cref="InvalidProtocolBufferException"/> on malformed bytes.</param>
public sealed record RpcMarshaller<T>(Func<T, int> Size, Action<T, IBufferWriter<byte>> Write, Func<ReadOnlySequence<byte>, T> Read);

/// <summary>The marshallers there are.</summary>
public static class RpcMarshaller
{
    /// <summary>Messages as they are on the wire.</summary>
    public static RpcMarshaller<byte[]> Raw { get; } = new(bytes => bytes.Length, (bytes, writer) => writer.Write(bytes), sequence => sequence.ToArray());

    /// <summary>Generated protobuf messages.</summary>
    public static RpcMarshaller<T> Protobuf<T>()
        where T : IMessage<T>, new() => Cache<T>.Instance;

    private static class Cache<T>
        where T : IMessage<T>, new()
    {
        public static readonly RpcMarshaller<T> Instance = Make();

        private static RpcMarshaller<T> Make()
        {
            var parser = new MessageParser<T>(() => new T());
            return new(message => message.CalculateSize(), (message, writer) => message.WriteTo(writer), parser.ParseFrom);
        }
    }
}
