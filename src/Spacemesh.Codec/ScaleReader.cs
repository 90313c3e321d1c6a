using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Spacemesh.Primitives;

namespace Spacemesh.Codec;

/// <summary>
/// Reads values off a buffer. The first failure is kept and ends the input: every later read gives zero or an empty list,
/// so callers read all fields and look at <see cref="Failed"/> once. Memory is only reserved for elements whose bytes are there.
/// </summary>
public ref struct ScaleReader
{
    /// <summary>Depth of lists and options in messages (spec 01 §1.5).</summary>
    public const int MessageNesting = 6;

    /// <summary>Depth where a decoder is made for a bare list or inside the VM.</summary>
    public const int BareNesting = 4;

    private readonly int _length;
    private ReadOnlySpan<byte> _rest;
    private int _nesting;
    private int _errorOffset;
    private DecodeErrorKind _kind;
    private string? _field;
    private bool _foreign;

    public ScaleReader(ReadOnlySpan<byte> bytes, int nesting = MessageNesting)
    {
        _rest = bytes;
        _length = bytes.Length;
        _nesting = nesting;
    }

    public readonly bool Failed => _kind != DecodeErrorKind.None;

    public readonly DecodeError Error => new(_kind, _errorOffset, _field);

    /// <summary>
    /// Whether everything read so far stands as the writer would write it: no option tag above 1, no compact integer longer than needed.
    /// Only then are the bytes and the re-encoding the same (spec 01 §1.6).
    /// </summary>
    public readonly bool Canonical => !_foreign;

    /// <summary>Bytes read so far; after a failure the offset of the value that failed.</summary>
    public readonly int Consumed => Failed ? _errorOffset : _length - _rest.Length;

    /// <summary>Bytes not read yet.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>
    /// Whether the input ended right before a 64-bit compact integer. The reference gives that end a context of its own,
    /// which the reader of stored ballots does not tolerate (spec 01 §1.3).
    /// </summary>
    public bool EndedBeforeC64 { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte C8(string field) => TryShort(out uint value) ? (byte)value : (byte)LongCompact(8, field);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ushort C16(string field) => TryShort(out uint value) ? (ushort)value : (ushort)LongCompact(16, field);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint C32(string field) => TryShort(out uint value) ? value : (uint)LongCompact(32, field);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong C64(string field) => TryShort(out uint value) ? value : LongCompact(64, field);

    /// <summary>One raw byte.</summary>
    public byte U8(string field)
    {
        if (_rest.IsEmpty)
        {
            FailAtEnd(field);
            return 0;
        }

        byte value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    /// <summary>Four raw bytes, little-endian.</summary>
    public uint U32(string field) => BinaryPrimitives.TryReadUInt32LittleEndian(Take(4, field), out uint value) ? value : 0;

    /// <summary>Eight raw bytes, little-endian.</summary>
    public ulong U64(string field) => BinaryPrimitives.TryReadUInt64LittleEndian(Take(8, field), out ulong value) ? value : 0;

    /// <summary>Byte 1 is true, every other byte false (spec 01 §1.3).</summary>
    public bool Bool(string field)
    {
        byte tag = U8(field);
        _foreign |= tag > 1;
        return tag == 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T FixedBytes<T>(string field)
        where T : struct, IFixedBytes<T>
    {
        if (_rest.Length < Unsafe.SizeOf<T>())
        {
            FailAtEnd(field);
            return default;
        }

        var value = MemoryMarshal.Read<T>(_rest);
        _rest = _rest[Unsafe.SizeOf<T>()..];
        return value;
    }

    /// <summary>The next <paramref name="count"/> bytes in place; empty on failure.</summary>
    public ReadOnlySpan<byte> Take(int count, string field)
    {
        if (_rest.Length < count)
        {
            FailAtEnd(field);
            return default;
        }

        var bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }

    /// <summary>A byte string of at most <paramref name="max"/> bytes.</summary>
    public ScaleBytes Bytes(int max, string field) => ScaleBytes.Copy(Take(Count(max, field), field));

    /// <summary>A text of at most <paramref name="max"/> bytes.</summary>
    public ScaleText Text(int max, string field) => new(Bytes(max, field));

    /// <summary>A list's count or a string's length, at most <paramref name="max"/>; 0 on failure.</summary>
    public int Count(int max, string field)
    {
        int offset = _length - _rest.Length;
        uint count = C32(field);
        if (count <= (uint)max)
            return (int)count;
        Fail(DecodeErrorKind.TooManyElements, field, offset);
        return 0;
    }

    /// <summary>Whether the input is long enough for <paramref name="count"/> elements of at least <paramref name="minSize"/> bytes.</summary>
    public readonly bool Holds(int count, int minSize) => (long)count * minSize <= _rest.Length;

    /// <summary>A list of at most <paramref name="max"/> structs.</summary>
    public ScaleList<T> List<T>(int max, string field)
        where T : IScaleType<T>
    {
        int count = Count(max, field);
        if (count == 0 || !Enter(field))
            return default;
        // Where the input is too short for the count, reading on only finds out where it ends: nothing is kept.
        var items = Holds(count, T.MinSize) ? new T[count] : null;
        for (int i = 0; i < count; i++)
        {
            var item = T.Read(ref this);
            if (Failed)
            {
                Prefix($"{field}[{i}]");
                return default;
            }

            items?[i] = item;
        }

        _nesting++;
        return new ScaleList<T>(items);
    }

    /// <summary>A list of at most <paramref name="max"/> ids.</summary>
    public ScaleList<T> FixedList<T>(int max, string field)
        where T : struct, IFixedBytes<T>
    {
        int count = Count(max, field);
        if (count == 0)
            return default;
        int size = Unsafe.SizeOf<T>();
        if (!Holds(count, size))
        {
            int partial = _rest.Length % size;
            Fail(
                partial == 0 ? DecodeErrorKind.EndOfInput : DecodeErrorKind.UnexpectedEndOfInput,
                $"{field}[{_rest.Length / size}]",
                _length - partial);
            return default;
        }

        var bytes = _rest[..(count * size)];
        _rest = _rest[bytes.Length..];
        return new ScaleList<T>(MemoryMarshal.Cast<byte, T>(bytes).ToArray());
    }

    /// <summary>A list of at most <paramref name="max"/> byte strings of at most <paramref name="maxLength"/> bytes; they share one array.</summary>
    public ScaleList<ScaleBytes> BytesList(int max, int maxLength, string field)
    {
        int count = Count(max, field);
        if (count == 0)
            return default;
        var start = this;
        int total = 0;
        for (int i = 0; i < count; i++)
        {
            int length = Count(maxLength, field);
            total += Take(length, field).Length;
            if (Failed)
            {
                _field = $"{field}[{i}]";
                return default;
            }
        }

        byte[] content = new byte[total];
        var items = new ScaleBytes[count];
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            var bytes = start.Take(start.Count(maxLength, field), field);
            bytes.CopyTo(content.AsSpan(at));
            items[i] = new ScaleBytes(content.AsMemory(at, bytes.Length));
            at += bytes.Length;
        }

        return new ScaleList<ScaleBytes>(items);
    }

    /// <summary>A nested struct; its failures are reported below <paramref name="field"/>.</summary>
    public T Struct<T>(string field)
        where T : IScaleType<T>
    {
        bool before = Failed;
        var value = T.Read(ref this);
        if (Failed && !before)
            Prefix(field);
        return value;
    }

    /// <summary>An element of an array of structs, which counts as a level of nesting.</summary>
    public T Element<T>(string field)
        where T : IScaleType<T>
    {
        bool entered = Enter(field);
        var value = Struct<T>(field);
        if (entered)
            _nesting++;
        return value;
    }

    public uint? OptionalC32(string field) => Bool(field) ? OrNull(C32(field)) : null;

    public ulong? OptionalC64(string field) => Bool(field) ? OrNull(C64(field)) : null;

    public T? OptionalFixed<T>(string field)
        where T : struct, IFixedBytes<T> => Bool(field) ? OrNull(FixedBytes<T>(field)) : null;

    public T? OptionalValue<T>(string field)
        where T : struct, IScaleType<T> => Bool(field) ? OrNull(Element<T>(field)) : null;

    public T? OptionalObject<T>(string field)
        where T : class, IScaleType<T>
    {
        if (!Bool(field))
            return null;
        var value = Element<T>(field);
        return Failed ? null : value;
    }

    /// <summary>Records a failure of the value that begins at the current position.</summary>
    public void Fail(DecodeErrorKind kind, string field) => Fail(kind, field, _length - _rest.Length);

    /// <summary>Records a failure of the value at <paramref name="offset"/>; the first failure stays.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Fail(DecodeErrorKind kind, string field, int offset)
    {
        if (Failed)
            return;
        _kind = kind;
        _field = field;
        _errorOffset = offset;
        _rest = default;
    }

    private readonly T? OrNull<T>(T value)
        where T : struct => Failed ? null : value;

    private bool Enter(string field)
    {
        if (_nesting == 0)
        {
            Fail(DecodeErrorKind.NestedTooDeep, field);
            return false;
        }

        _nesting--;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryShort(out uint value)
    {
        if (!_rest.IsEmpty && (_rest[0] & 3) == 0)
        {
            value = (uint)_rest[0] >> 2;
            _rest = _rest[1..];
            return true;
        }

        value = 0;
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong LongCompact(int width, string field)
    {
        var rest = _rest;
        if (rest.IsEmpty)
        {
            EndedBeforeC64 |= width == 64 && !Failed;
            FailAtEnd(field);
            return 0;
        }

        int mode = rest[0] & 3;
        int size = mode switch { 1 => 2, 2 => 4, _ => 5 + (rest[0] >> 2) };
        bool allowed = mode switch
        {
            1 => true,
            2 => width >= 16,
            _ => width == 64 ? size <= 9 : width == 32 && size == 5,
        };
        if (!allowed)
        {
            Fail(DecodeErrorKind.CompactMode, field);
            return 0;
        }

        if (rest.Length < size)
        {
            // The bytes behind the first are a read of their own.
            Fail(rest.Length == 1 ? DecodeErrorKind.EndOfInput : DecodeErrorKind.UnexpectedEndOfInput, field);
            return 0;
        }

        ulong value;
        bool inRange;
        if (mode == 1)
        {
            value = (uint)BinaryPrimitives.ReadUInt16LittleEndian(rest) >> 2;
            inRange = value >= 1 << 6 && (width > 8 || value <= byte.MaxValue);
        }
        else if (mode == 2)
        {
            value = BinaryPrimitives.ReadUInt32LittleEndian(rest) >> 2;
            inRange = value >= 1 << 14 && (width > 16 || value <= ushort.MaxValue);
        }
        else
        {
            value = 0;
            for (int i = size - 1; i > 0; i--)
                value = (value << 8) | rest[i];
            inRange = value >= 1 << 30;
            _foreign |= rest[size - 1] == 0;
        }

        if (!inRange)
        {
            Fail(DecodeErrorKind.CompactOutOfRange, field);
            return 0;
        }

        _rest = rest[size..];
        return value;
    }

    private void FailAtEnd(string field) =>
        Fail(_rest.IsEmpty ? DecodeErrorKind.EndOfInput : DecodeErrorKind.UnexpectedEndOfInput, field);

    private void Prefix(string field) => _field = _field is { Length: > 0 } inner && inner[0] != '[' ? $"{field}.{inner}" : field + _field;
}
