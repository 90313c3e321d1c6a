using System.Buffers;
using Google.Protobuf;
using Spacemesh.Rpc.Carriage;

namespace Spacemesh.Rpc.Client;

/// <summary>Takes messages off a response body. The buffer grows with what arrives, not with what a length announces.</summary>
internal sealed class ResponseReader(Stream body, string? encoding, int limit) : IDisposable
{
    private const int FirstBuffer = 4096;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _start;
    private int _end;

    /// <summary>The next message; false at the end of the body.</summary>
    public async ValueTask<(bool Found, T Message)> ReadAsync<T>(RpcMarshaller<T> marshaller, CancellationToken cancellationToken)
    {
        if (!await FillAsync(GrpcFrame.HeaderLength, cancellationToken))
            return _start == _end ? (false, default!) : throw Truncated();
        int length = GrpcFrame.ReadHeader(_buffer.AsSpan(_start, GrpcFrame.HeaderLength), limit, encoding, server: false);
        if (!await FillAsync(GrpcFrame.HeaderLength + length, cancellationToken))
            throw Truncated();
        var bytes = new ReadOnlySequence<byte>(_buffer, _start + GrpcFrame.HeaderLength, length);
        T message;
        try
        {
            message = marshaller.Read(bytes);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new RpcException(StatusCode.Internal, $"grpc: failed to unmarshal the received message: {exception.Message}", null, exception);
        }

        _start += GrpcFrame.HeaderLength + length;
        return (true, message);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = _end = 0;
    }

    private static RpcException Truncated() => new(StatusCode.Internal, "unexpected EOF");

    private async ValueTask<bool> FillAsync(int count, CancellationToken cancellationToken)
    {
        while (_end - _start < count)
        {
            if (_start == _end)
                _start = _end = 0;
            if (_end == _buffer.Length)
                MakeRoom(count);
            int read = await body.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
                return false;
            _end += read;
        }

        return true;
    }

    private void MakeRoom(int count)
    {
        int held = _end - _start;
        byte[] target = held > _buffer.Length / 2 ? ArrayPool<byte>.Shared.Rent(Math.Min(2 * _buffer.Length, Math.Max(count, FirstBuffer))) : _buffer;
        _buffer.AsSpan(_start, held).CopyTo(target);
        if (!ReferenceEquals(target, _buffer))
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        _start = 0;
        _end = held;
    }
}
