using System.IO.Pipelines;

namespace Spacemesh.Rpc.Server;

/// <summary>
/// Passes a connection's bytes on. Once told to send the client away it appends GOAWAY(ENHANCE_YOUR_CALM, too_many_pings) to the next flush,
/// which is the answer to the very ping that was one too many, and ends the connection. Kestrel flushes whole frames only.
/// </summary>
internal sealed class GuardedWriter(PipeWriter inner, ConnectionGuard guard) : PipeWriter
{
    /// <summary>No answer to a ping or to settings is longer: what is, carries headers or data.</summary>
    private const int LongestHousekeeping = 32;

    private int _unflushed;
    private int _sendAway;
    private bool _ended;

    private static ReadOnlySpan<byte> GoAway =>
    [
        0, 0, 22, 7, 0, 0, 0, 0, 0,
        0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0xb,
        (byte)'t', (byte)'o', (byte)'o', (byte)'_', (byte)'m', (byte)'a', (byte)'n', (byte)'y', (byte)'_', (byte)'p', (byte)'i', (byte)'n', (byte)'g', (byte)'s',
    ];

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public void SendAway() => Volatile.Write(ref _sendAway, 1);

    public override void Advance(int bytes)
    {
        if (_ended)
            return;
        _unflushed += bytes;
        inner.Advance(bytes);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _ended ? new byte[Math.Max(sizeHint, 4096)] : inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _ended ? new byte[Math.Max(sizeHint, 4096)] : inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_ended)
            return ValueTask.FromResult(new FlushResult(isCanceled: false, isCompleted: true));
        if (_unflushed > LongestHousekeeping)
            guard.Answering();
        _unflushed = 0;
        return Volatile.Read(ref _sendAway) == 0 ? inner.FlushAsync(cancellationToken) : EndAsync(cancellationToken);
    }

    private async ValueTask<FlushResult> EndAsync(CancellationToken cancellationToken)
    {
        _ended = true;
        GoAway.CopyTo(inner.GetSpan(GoAway.Length));
        inner.Advance(GoAway.Length);
        await inner.FlushAsync(cancellationToken);
        await inner.CompleteAsync();
        return new FlushResult(isCanceled: false, isCompleted: true);
    }
}
