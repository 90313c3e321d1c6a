using System.Buffers.Binary;

namespace Spacemesh.Post.RandomX;

/// <summary>The byte stream that SuperscalarHash programs are drawn from (spec 02 §13.2 items 10–11).</summary>
internal sealed class BlakeGenerator
{
    private const int MaxKeyLength = 60;
    private readonly byte[] _buffer = new byte[64];
    private int _position = 64;

    public BlakeGenerator(ReadOnlySpan<byte> key) => key[..Math.Min(key.Length, MaxKeyLength)].CopyTo(_buffer);

    /// <summary>Bytes handed out so far, without those discarded at a block's end.</summary>
    public long BytesDrawn { get; private set; }

    /// <summary>How often the buffer was hashed.</summary>
    public long BlocksHashed { get; private set; }

    public byte NextByte()
    {
        Require(1);
        return _buffer[_position++];
    }

    public uint NextUInt32()
    {
        Require(4);
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_position));
        _position += 4;
        return value;
    }

    private void Require(int count)
    {
        if (_position + count > _buffer.Length)
        {
            Blake2b.Hash(_buffer.AsSpan(), _buffer);
            _position = 0;
            BlocksHashed++;
        }

        BytesDrawn += count;
    }
}
