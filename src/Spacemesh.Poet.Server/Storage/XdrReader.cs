using System.Buffers.Binary;
using System.Text;

namespace Spacemesh.Poet.Server.Storage;

/// <summary>Reads the reference's private files (spec 03 §6.4). What follows the object is left unread.</summary>
internal ref struct XdrReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    public uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4, "DecodeUint"));

    public ulong U64() => BinaryPrimitives.ReadUInt64BigEndian(Take(8, "DecodeUhyper"));

    public byte[] Opaque()
    {
        uint length = U32();
        if (length > int.MaxValue - 3)
            throw new XdrException($"xdr:DecodeOpaque: {length} bytes exceed the limit of a file");
        int padded = ((int)length + 3) & ~3;
        var bytes = Take(padded, "DecodeFixedOpaque", (int)length);
        if (bytes[(int)length..].ContainsAnyExcept((byte)0))
            throw new XdrException($"xdr:DecodeFixedOpaque: non-zero padding - read: '{Show(bytes)}'");
        return bytes[..(int)length].ToArray();
    }

    public string Text() => Encoding.UTF8.GetString(Opaque());

    public byte[][] OpaqueList()
    {
        uint count = U32();
        var items = new List<byte[]>();
        for (uint i = 0; i < count; i++)
            items.Add(Opaque());
        return [.. items];
    }

    public bool Pointer() => U32() != 0;

    private static string Show(ReadOnlySpan<byte> bytes) => $"[{string.Join(' ', bytes.ToArray())}]";

    private ReadOnlySpan<byte> Take(int count, string what, int wanted = -1)
    {
        if (_rest.Length < count)
        {
            string end = _rest.IsEmpty ? "EOF" : "unexpected EOF";
            throw new XdrException($"xdr:{what}: {end} while decoding {(wanted < 0 ? count : wanted)} bytes - read: '{Show(_rest)}'");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
