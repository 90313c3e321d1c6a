using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Relay;

/// <summary>A stream through a relay in the place of a socket.</summary>
internal sealed class RelayedConnection(P2pStream stream, Multiaddr local, Multiaddr remote, bool isLimited) : IRelayedConnection
{
    public Multiaddr LocalAddress { get; } = local;

    public Multiaddr RemoteAddress { get; } = remote;

    public bool IsLimited { get; } = isLimited;

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => stream.ReadAsync(buffer, cancellationToken);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => stream.WriteAsync(data, cancellationToken);

    public ValueTask CloseWriteAsync(CancellationToken cancellationToken = default) => stream.CloseWriteAsync(cancellationToken);

    public void Abort() => stream.Abort();

    public ValueTask DisposeAsync()
    {
        stream.Abort();
        return ValueTask.CompletedTask;
    }
}
