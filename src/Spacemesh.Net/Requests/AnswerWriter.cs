using System.Buffers;
using Spacemesh.Libp2p.Hosting;

namespace Spacemesh.Net.Requests;

/// <summary>Gathers an answer's pieces into few writes: each write is a frame and a cipher text of its own.</summary>
internal sealed class AnswerWriter(P2pStream stream, StreamPatience patience) : IDisposable
{
    private const int Size = 32 << 10;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(Size);
    private int _length;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        while (!piece.IsEmpty)
        {
            int count = Math.Min(piece.Length, Size - _length);
            piece.Span[..count].CopyTo(_buffer.AsSpan(_length));
            _length += count;
            piece = piece[count..];
            if (_length == Size)
                await FlushAsync(cancellationToken);
        }
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_length == 0)
            return;
        int count = _length;
        _length = 0;
        await stream.WriteAsync(_buffer.AsMemory(0, count), cancellationToken);
        patience.Moved(count);
    }

    /// <summary>What was not flushed is not sent.</summary>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}
