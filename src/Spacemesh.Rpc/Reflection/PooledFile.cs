using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Spacemesh.Rpc.Reflection;

/// <summary>A file of a pool: its bytes and what they say.</summary>
internal sealed class PooledFile(ByteString bytes)
{
    public ByteString Bytes { get; } = bytes;

    public FileDescriptorProto Proto { get; } = FileDescriptorProto.Parser.ParseFrom(bytes);

    public string Name => Proto.Name;
}
