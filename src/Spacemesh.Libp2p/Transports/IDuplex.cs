namespace Spacemesh.Libp2p.Transports;

/// <summary>Bytes in both directions. One reader and one writer at a time.</summary>
public interface IDuplex : IAsyncDisposable
{
    /// <summary>Reads at least one byte, 0 at the peer's end. With an empty buffer it completes when there is something to read.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    /// <summary>Writes everything, or fails.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default);

    /// <summary>Ends the own direction; the other one stays open.</summary>
    ValueTask CloseWriteAsync(CancellationToken cancellationToken = default);

    /// <summary>Ends both directions at once; pending and later operations fail.</summary>
    void Abort();
}
