using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Fuzz;

/// <summary>Gives fixed bytes in pieces, then the end; forgets what is written.</summary>
internal sealed class BytesDuplex(byte[] input, int piece) : ITransportConnection
{
    private int _position;
    private bool _aborted;

    public Multiaddr LocalAddress { get; } = Multiaddr.Parse("/ip4/5.0.0.1/tcp/1");

    public Multiaddr RemoteAddress { get; } = Multiaddr.Parse("/ip4/5.0.0.2/tcp/2");

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_aborted)
            throw new Libp2pException(Libp2pFault.ConnectionClosed, "aborted");
        int count = Math.Min(Math.Min(buffer.Length, piece), input.Length - _position);
        input.AsSpan(_position, count).CopyTo(buffer.Span);
        _position += count;
        return new ValueTask<int>(count);
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask CloseWriteAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public void Abort() => _aborted = true;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
