using System.Buffers.Binary;
using Spacemesh.Poet.Kernel;

namespace Spacemesh.Poet.Work;

/// <summary>
/// The two hashes that a statement salts: label and tree node (spec 03 §2). Holds a scratch buffer, so one instance serves one thread.
/// </summary>
public sealed class WorkHasher
{
    private const int LengthField = 8;

    private readonly Sha256Kernel _kernel;
    private readonly int _saltLength;
    private byte[] _buffer;
    private int _length;

    public WorkHasher(ReadOnlySpan<byte> statement, Sha256Kernel? kernel = null)
    {
        _kernel = kernel ?? Sha256Kernel.Best;
        _saltLength = statement.Length;
        _buffer = new byte[RoundUp(statement.Length + 8 + (64 * PoetParameters.NodeSize) + 1 + LengthField)];
        statement.CopyTo(_buffer);
        _length = _saltLength;
    }

    public Sha256Kernel Kernel => _kernel;

    public ReadOnlySpan<byte> Statement => _buffer.AsSpan(0, _saltLength);

    /// <summary>Parent of two tree nodes of any lengths. <paramref name="parent"/> may be one of the children.</summary>
    public void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> parent)
    {
        _length = _saltLength;
        Append(left);
        Append(right);
        _kernel.Hash(Pad(), 0, parent);
    }

    /// <summary>Starts the data of the label of leaf <paramref name="index"/>; its parked nodes follow, lowest layer first.</summary>
    public void BeginLabel(ulong index)
    {
        _length = _saltLength;
        Span<byte> encoded = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(encoded, index);
        Append(encoded);
    }

    /// <summary>Adds bytes to what is being hashed.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length + 1 + LengthField > _buffer.Length)
            Array.Resize(ref _buffer, RoundUp((_length + bytes.Length) * 2));
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>The label of the data given since <see cref="BeginLabel"/>.</summary>
    public void EndLabel(Span<byte> label) => _kernel.Hash(Pad(), PoetParameters.LabelHashNesting - 1, label);

    /// <summary>Only the first of a label's hashes; <see cref="Sha256Kernel.NestPair"/> does the rest for two labels at a time.</summary>
    public void EndFirstHash(Span<byte> digest) => _kernel.Hash(Pad(), 0, digest);

    /// <summary>The label hash of arbitrary data.</summary>
    public void Label(ReadOnlySpan<byte> data, Span<byte> label)
    {
        _length = _saltLength;
        Append(data);
        EndLabel(label);
    }

    private static int RoundUp(int length) => checked((length + (2 * Sha256Kernel.BlockSize)) / Sha256Kernel.BlockSize * Sha256Kernel.BlockSize);

    private ReadOnlySpan<byte> Pad()
    {
        int padded = (_length + 1 + LengthField + Sha256Kernel.BlockSize - 1) / Sha256Kernel.BlockSize * Sha256Kernel.BlockSize;
        var all = _buffer.AsSpan(0, padded);
        all[_length] = 0x80;
        all[(_length + 1)..(padded - LengthField)].Clear();
        BinaryPrimitives.WriteUInt64BigEndian(all[(padded - LengthField)..], (ulong)_length * 8);
        return all;
    }
}
