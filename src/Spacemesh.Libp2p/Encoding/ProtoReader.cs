using System.Buffers.Binary;

namespace Spacemesh.Libp2p.Encoding;

/// <summary>
/// Walks the fields of a protobuf message. <see cref="Next"/> is false at the end and at the first malformed field: look at
/// <see cref="Malformed"/> after the loop.
/// </summary>
public ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private const int VarintType = 0;
    private const int Fixed64Type = 1;
    private const int BytesType = 2;
    private const int Fixed32Type = 5;

    private ReadOnlySpan<byte> _rest = message;
    private int _type;

    public int Field { get; private set; }

    public bool Malformed { get; private set; }

    /// <summary>Value of a varint or fixed field.</summary>
    public ulong Number { get; private set; }

    /// <summary>Content of a length-delimited field.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public readonly bool Flag => Number != 0;

    public bool Next()
    {
        if (_rest.IsEmpty || Malformed)
            return false;
        if (!TryVarint(out ulong tag) || tag >> 3 is 0 or > 0x1fffffff)
            return Fail();
        Field = (int)(tag >> 3);
        _type = (int)(tag & 7);
        Number = 0;
        Bytes = default;
        switch (_type)
        {
            case VarintType:
                if (!TryVarint(out ulong number))
                    return Fail();
                Number = number;
                return true;
            case Fixed64Type when _rest.Length >= 8:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(_rest);
                _rest = _rest[8..];
                return true;
            case Fixed32Type when _rest.Length >= 4:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(_rest);
                _rest = _rest[4..];
                return true;
            case BytesType when TryVarint(out ulong length) && length <= (ulong)_rest.Length:
                Bytes = _rest[..(int)length];
                _rest = _rest[(int)length..];
                return true;
            default:
                return Fail();
        }
    }

    /// <summary>Whether the current field is this length-delimited one; another type under the number makes the message malformed.</summary>
    public bool IsBytes(int field) => Field == field && (_type == BytesType || Fail());

    /// <summary>Whether the current field is this varint one; another type under the number makes the message malformed.</summary>
    public bool IsNumber(int field) => Field == field && (_type == VarintType || Fail());

    private bool Fail()
    {
        Malformed = true;
        return false;
    }

    /// <summary>A protobuf varint: up to 10 bytes, not necessarily minimal.</summary>
    private bool TryVarint(out ulong value)
    {
        value = 0;
        for (int i = 0; i < 10 && i < _rest.Length; i++)
        {
            byte part = _rest[i];
            if (i == 9 && part > 1)
                return false;
            value |= (ulong)(part & 0x7f) << (7 * i);
            if (part >= 0x80)
                continue;
            _rest = _rest[(i + 1)..];
            return true;
        }

        return false;
    }
}
