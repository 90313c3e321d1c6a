using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Tests.Vectors;

/// <summary>Gives fixed bytes to read, then the end (or nothing more), and keeps what is written.</summary>
internal sealed class ScriptedDuplex(byte[] input, bool endsAfter = true) : ITransportConnection
{
    private readonly MemoryStream _written = new();
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _held;
    private int _heldAt = int.MaxValue;
    private int _position;

    public Addresses.Multiaddr LocalAddress { get; } = Addresses.Multiaddr.Parse("/ip4/5.0.0.1/tcp/1");

    public Addresses.Multiaddr RemoteAddress { get; } = Addresses.Multiaddr.Parse("/ip4/5.0.0.2/tcp/2");

    public byte[] Written => _written.ToArray();

    public bool Aborted => _aborted.Task.IsCompleted;

    /// <summary>Gives only so many bytes until <see cref="Release"/>.</summary>
    public void Hold(int bytes)
    {
        _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _heldAt = bytes;
    }

    public void Release()
    {
        _heldAt = int.MaxValue;
        _held?.TrySetResult();
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= _heldAt)
            await _held!.Task;
        if (_position == input.Length && !endsAfter)
        {
            await _aborted.Task;
            throw new Libp2pException(Libp2pFault.ConnectionClosed, "aborted");
        }

        int count = Math.Min(buffer.Length, Math.Min(input.Length, _heldAt) - _position);
        input.AsSpan(_position, count).CopyTo(buffer.Span);
        _position += count;
        return count;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        _written.Write(data.Span);
        return ValueTask.CompletedTask;
    }

    public ValueTask CloseWriteAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public void Abort() => _aborted.TrySetResult();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
