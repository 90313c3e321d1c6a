using System.Buffers;
using System.Numerics;

namespace Spacemesh.Libp2p.Transports;

/// <summary>A growing queue of bytes in a rented array; empty it holds none. For one thread at a time.</summary>
internal sealed class ByteRing
{
    private const int SmallestArray = 256;

    private byte[] _array = [];
    private int _head;

    public int Count { get; private set; }

    public void Write(ReadOnlySpan<byte> data)
    {
        if (data.Length > _array.Length - Count)
            Grow(checked(Count + data.Length));
        int tail = (_head + Count) & (_array.Length - 1);
        int first = Math.Min(data.Length, _array.Length - tail);
        data[..first].CopyTo(_array.AsSpan(tail));
        data[first..].CopyTo(_array);
        Count += data.Length;
    }

    public int Read(Span<byte> destination)
    {
        int count = Math.Min(destination.Length, Count);
        if (count == 0)
            return 0;
        int first = Math.Min(count, _array.Length - _head);
        _array.AsSpan(_head, first).CopyTo(destination);
        _array.AsSpan(0, count - first).CopyTo(destination[first..]);
        Count -= count;
        if (Count == 0)
            Clear();
        else
            _head = (_head + count) & (_array.Length - 1);
        return count;
    }

    public void Clear()
    {
        if (_array.Length > 0)
            ArrayPool<byte>.Shared.Return(_array);
        _array = [];
        _head = 0;
        Count = 0;
    }

    private void Grow(int needed)
    {
        // Rented arrays of a power of two keep the wrap a mask.
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(needed, SmallestArray)));
        if (!BitOperations.IsPow2(larger.Length))
            larger = new byte[(int)BitOperations.RoundUpToPowerOf2((uint)needed)];
        int count = Count;
        byte[] old = _array;
        int head = _head;
        int first = Math.Min(count, old.Length - head);
        old.AsSpan(head, first).CopyTo(larger);
        old.AsSpan(0, count - first).CopyTo(larger.AsSpan(first));
        if (old.Length > 0)
            ArrayPool<byte>.Shared.Return(old);
        _array = larger;
        _head = 0;
        Count = count;
    }
}
