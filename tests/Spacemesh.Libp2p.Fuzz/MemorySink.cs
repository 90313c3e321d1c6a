using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Fuzz;

/// <summary>Keeps what is written; there is nothing to read.</summary>
internal sealed class MemorySink : IDuplex
{
    private readonly List<byte> _written = [];

    public byte[] Written => [.. _written];

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(0);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        _written.AddRange(data.Span);
        return ValueTask.CompletedTask;
    }

    public ValueTask CloseWriteAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public void Abort()
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
