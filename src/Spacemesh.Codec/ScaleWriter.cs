using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Spacemesh.Primitives;

namespace Spacemesh.Codec;

/// <summary>Writes values into a buffer that grows from the pool; <see cref="Dispose"/> gives it back.</summary>
public ref struct ScaleWriter
{
    private const int SmallestRent = 4096;

    private Span<byte> _buffer;
    private byte[]? _rented;
    private int _length;
    private int _nesting;

    /// <summary>Starts in <paramref name="initial"/>, often on the stack.</summary>
    public ScaleWriter(Span<byte> initial, int nesting = ScaleReader.MessageNesting)
    {
        _buffer = initial;
        _nesting = nesting;
    }

    /// <summary>Starts in a pooled buffer of at least <paramref name="sizeHint"/> bytes.</summary>
    public ScaleWriter(int sizeHint, int nesting = ScaleReader.MessageNesting)
    {
        _rented = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, SmallestRent));
        _buffer = _rented;
        _nesting = nesting;
    }

    /// <summary>What was written; valid until the next write or <see cref="Dispose"/>.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    public readonly int Length => _length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void C8(byte value) => C64(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void C16(ushort value) => C64(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void C32(uint value) => C64(value);

    /// <summary>A compact integer in its shortest form (spec 01 §1.2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void C64(ulong value)
    {
        if (value < 1 << 6 && _length < _buffer.Length)
            _buffer[_length++] = (byte)(value << 2);
        else
            LongCompact(value);
    }

    /// <summary>One raw byte.</summary>
    public void U8(byte value) => Reserve(1)[0] = value;

    /// <summary>Four raw bytes, little-endian.</summary>
    public void U32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);

    /// <summary>Eight raw bytes, little-endian.</summary>
    public void U64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);

    public void Bool(bool value) => U8(value ? (byte)1 : (byte)0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void FixedBytes<T>(in T value)
        where T : struct, IFixedBytes<T> => MemoryMarshal.Write(Reserve(Unsafe.SizeOf<T>()), in value);

    /// <summary>Bytes as they are, without a length.</summary>
    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void Bytes(ReadOnlySpan<byte> value, int max, [CallerArgumentExpression(nameof(value))] string field = "")
    {
        Count(value.Length, max, field);
        Raw(value);
    }

    public void Text(ScaleText value, int max, [CallerArgumentExpression(nameof(value))] string field = "") =>
        Bytes(value.Bytes.Span, max, field);

    /// <summary>A list's count or a string's length.</summary>
    public void Count(int count, int max, string field)
    {
        if (count > max)
            throw new ScaleLimitException(field, count, max);
        C32((uint)count);
    }

    public void List<T>(ScaleList<T> values, int max, [CallerArgumentExpression(nameof(values))] string field = "")
        where T : IScaleType<T>
    {
        Count(values.Count, max, field);
        if (values.IsEmpty)
            return;
        Enter(field);
        foreach (ref readonly var value in values.Span)
            value.Write(ref this);
        _nesting++;
    }

    public void FixedList<T>(ScaleList<T> values, int max, [CallerArgumentExpression(nameof(values))] string field = "")
        where T : struct, IFixedBytes<T>
    {
        Count(values.Count, max, field);
        Raw(MemoryMarshal.AsBytes(values.Span));
    }

    public void BytesList(ScaleList<ScaleBytes> values, int max, int maxLength, [CallerArgumentExpression(nameof(values))] string field = "")
    {
        Count(values.Count, max, field);
        foreach (ref readonly var value in values.Span)
            Bytes(value.Span, maxLength, field);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Struct<T>(T value)
        where T : IScaleType<T> => value.Write(ref this);

    public void OptionalC32(uint? value)
    {
        Bool(value.HasValue);
        if (value.HasValue)
            C32(value.GetValueOrDefault());
    }

    public void OptionalC64(ulong? value)
    {
        Bool(value.HasValue);
        if (value.HasValue)
            C64(value.GetValueOrDefault());
    }

    public void OptionalFixed<T>(in T? value)
        where T : struct, IFixedBytes<T>
    {
        Bool(value.HasValue);
        if (value.HasValue)
            FixedBytes(in Nullable.GetValueRefOrDefaultRef(in value));
    }

    public void OptionalValue<T>(in T? value, [CallerArgumentExpression(nameof(value))] string field = "")
        where T : struct, IScaleType<T>
    {
        Bool(value.HasValue);
        if (!value.HasValue)
            return;
        Enter(field);
        value.GetValueOrDefault().Write(ref this);
        _nesting++;
    }

    public void OptionalObject<T>(T? value, [CallerArgumentExpression(nameof(value))] string field = "")
        where T : class, IScaleType<T>
    {
        Bool(value is not null);
        if (value is null)
            return;
        Enter(field);
        value.Write(ref this);
        _nesting++;
    }

    /// <summary>Gives the buffer back to the pool; the writer is empty afterwards.</summary>
    public void Dispose()
    {
        if (_rented is { } rented)
            ArrayPool<byte>.Shared.Return(rented);
        this = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
            Grow(count);
        var room = _buffer.Slice(_length, count);
        _length += count;
        return room;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        int needed = checked(_length + count);
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(SmallestRent, (int)Math.Min(2L * _buffer.Length, Array.MaxLength))));
        _buffer[.._length].CopyTo(larger);
        if (_rented is { } rented)
            ArrayPool<byte>.Shared.Return(rented);
        _rented = larger;
        _buffer = larger;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LongCompact(ulong value)
    {
        if (value < 1 << 6)
        {
            U8((byte)(value << 2));
        }
        else if (value < 1 << 14)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(Reserve(2), (ushort)((value << 2) | 1));
        }
        else if (value < 1 << 30)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), (uint)((value << 2) | 2));
        }
        else
        {
            int bytes = (71 - System.Numerics.BitOperations.LeadingZeroCount(value)) / 8;
            var room = Reserve(1 + bytes);
            room[0] = (byte)(((bytes - 4) << 2) | 3);
            for (int i = 1; i < room.Length; i++, value >>= 8)
                room[i] = (byte)value;
        }
    }

    private void Enter(string field)
    {
        if (_nesting == 0)
            throw new ScaleLimitException($"{field}: nested too deep");
        _nesting--;
    }
}
