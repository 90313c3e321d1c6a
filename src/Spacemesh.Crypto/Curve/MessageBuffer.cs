using System.Buffers;

namespace Spacemesh.Crypto.Curve;

/// <summary>Room to lay parts of a message side by side: on the stack where it fits, else rented. Its bytes are public data.</summary>
internal readonly ref struct MessageBuffer
{
    public const int StackSize = 1024;

    private readonly byte[]? _rented;

    public MessageBuffer(int length, Span<byte> stack)
    {
        if (length <= stack.Length)
        {
            Bytes = stack[..length];
        }
        else
        {
            _rented = ArrayPool<byte>.Shared.Rent(length);
            Bytes = _rented.AsSpan(0, length);
        }
    }

    public Span<byte> Bytes { get; }

    public void Dispose()
    {
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
    }
}
