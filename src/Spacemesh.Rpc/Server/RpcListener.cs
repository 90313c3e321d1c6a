using System.Net;

namespace Spacemesh.Rpc.Server;

/// <summary>A bound listener. Disposing cuts its calls off; <see cref="StopAsync"/> lets them end first.</summary>
public sealed class RpcListener : IAsyncDisposable
{
    private readonly KestrelHost _host;
    private readonly TimeProvider _time;
    private int _stopped;

    internal RpcListener(KestrelHost host, TimeProvider time)
    {
        _host = host;
        _time = time;
    }

    /// <summary>The address bound, with its real port.</summary>
    public IPEndPoint EndPoint => _host.EndPoint;

    /// <summary>Takes no new calls, lets the running ones go on for <paramref name="grace"/>, then cuts them off. May be called twice.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
            return;
        using var cut = grace <= TimeSpan.Zero ? new CancellationTokenSource() : new CancellationTokenSource(grace, _time);
        if (grace <= TimeSpan.Zero)
            await cut.CancelAsync();
        await _host.StopAsync(cut.Token);
        await _host.DisposeAsync();
    }

    public ValueTask DisposeAsync() => new(StopAsync(TimeSpan.Zero));
}
