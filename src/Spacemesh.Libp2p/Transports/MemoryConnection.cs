using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Transports;

/// <summary>One end of an in-memory connection.</summary>
public sealed class MemoryConnection : ITransportConnection
{
    private readonly MemoryPipe _incoming;
    private readonly MemoryPipe _outgoing;

    private MemoryConnection(Multiaddr local, Multiaddr remote, MemoryPipe incoming, MemoryPipe outgoing)
    {
        LocalAddress = local;
        RemoteAddress = remote;
        _incoming = incoming;
        _outgoing = outgoing;
    }

    public Multiaddr LocalAddress { get; }

    public Multiaddr RemoteAddress { get; }

    /// <summary>Two connected ends; bytes need <paramref name="latency"/> each way.</summary>
    public static (MemoryConnection First, MemoryConnection Second) Pair(TimeProvider time, Multiaddr first, Multiaddr second, TimeSpan latency = default)
    {
        var forward = new MemoryPipe(time, latency);
        var backward = new MemoryPipe(time, latency);
        return (new MemoryConnection(first, second, backward, forward), new MemoryConnection(second, first, forward, backward));
    }

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _incoming.ReadAsync(buffer, cancellationToken);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => _outgoing.WriteAsync(data, cancellationToken);

    public ValueTask CloseWriteAsync(CancellationToken cancellationToken = default)
    {
        _outgoing.End();
        return ValueTask.CompletedTask;
    }

    public void Abort()
    {
        _incoming.Abort();
        _outgoing.Abort();
    }

    /// <summary>The wire is cut: both ends stay open, but nothing arrives any more.</summary>
    public void Cut()
    {
        _incoming.Silence();
        _outgoing.Silence();
    }

    public ValueTask DisposeAsync()
    {
        _outgoing.End();
        _incoming.Abort();
        return ValueTask.CompletedTask;
    }
}
