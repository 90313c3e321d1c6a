using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Interop;

/// <summary>A TCP listener that passes everything on to another, later.</summary>
internal sealed class DelayedWire : IAsyncDisposable
{
    /// <summary>Pieces on their way in one direction: 64 MiB of them are more than 100 ms of any loopback.</summary>
    private const int InFlight = 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _target;
    private readonly TimeSpan _delay;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _accepting;

    /// <param name="target">Where the bytes go.</param>
    /// <param name="delay">That every byte takes, in each direction.</param>
    public DelayedWire(Multiaddr target, TimeSpan delay)
    {
        _target = new IPEndPoint(target.Ip!, target.Port);
        _delay = delay;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Multiaddr Address => Multiaddr.OfTcp((IPEndPoint)_listener.LocalEndpoint);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var wires = new List<Task>();
        try
        {
            while (true)
                wires.Add(JoinAsync(await _listener.AcceptSocketAsync(_closing.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(wires);
        }
    }

    private async Task JoinAsync(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (near)
        {
            near.NoDelay = far.NoDelay = true;
            await far.ConnectAsync(_target, _closing.Token);
            await Task.WhenAll(PassAsync(near, far), PassAsync(far, near));
        }
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        var way = Channel.CreateBounded<(long Sent, byte[] Piece)>(InFlight);
        var sending = SendAsync(way.Reader, to);
        try
        {
            byte[] buffer = new byte[64 << 10];
            int count;
            while ((count = await from.ReceiveAsync(buffer, _closing.Token)) > 0)
                await way.Writer.WriteAsync((TimeProvider.System.GetTimestamp(), buffer[..count]), _closing.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ChannelClosedException)
        {
            // The other side is told by the end of what it reads.
        }

        way.Writer.TryComplete();
        await sending;
    }

    private async Task SendAsync(ChannelReader<(long Sent, byte[] Piece)> way, Socket to)
    {
        try
        {
            while (await way.WaitToReadAsync(_closing.Token))
            {
                while (way.TryRead(out var next))
                {
                    var left = _delay - TimeProvider.System.GetElapsedTime(next.Sent);
                    if (left > TimeSpan.Zero)
                        await Task.Delay(left, _closing.Token);
                    await to.SendAsync(next.Piece, _closing.Token);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Nobody is there any more.
        }
    }
}
