using System.Buffers.Binary;
using System.Text;

namespace Spacemesh.Poet.Server.Storage;

/// <summary>Writes the reference's private files (spec 03 §6.4).</summary>
internal sealed class XdrWriter
{
    private readonly MemoryStream _stream = new();

    public byte[] ToArray() => _stream.ToArray();

    public void U32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        _stream.Write(bytes);
    }

    public void U64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        _stream.Write(bytes);
    }

    public void Opaque(ReadOnlySpan<byte> bytes)
    {
        U32((uint)bytes.Length);
        _stream.Write(bytes);
        for (int i = bytes.Length; i % 4 != 0; i++)
            _stream.WriteByte(0);
    }

    public void Text(string text) => Opaque(Encoding.UTF8.GetBytes(text));

    public void OpaqueList(IReadOnlyCollection<ReadOnlyMemory<byte>> items)
    {
        U32((uint)items.Count);
        foreach (var item in items)
            Opaque(item.Span);
    }
}
