using System.Net;
using System.Net.Sockets;

namespace Spacemesh.Tools.Testnet;

/// <summary>
/// The door before a node's p2p port: peers dial it, it passes on what they say, and in a <see cref="Partition"/> it shuts to those on the
/// other side. Owns its connections. One lock.
/// </summary>
internal sealed class PeerGate : IAsyncDisposable
{
    private const int BufferSize = 32 << 10;

    private readonly TestnetNode _node;
    private readonly Partition _partition;
    private readonly Func<IReadOnlyList<TestnetNode>> _nodes;
    private readonly int _target;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _entry = new();
    private readonly Dictionary<Socket, int?> _open = [];
    private readonly Task _accepting;

    /// <param name="node">The node behind it.</param>
    /// <param name="plan">The ports.</param>
    /// <param name="partition">Who hears whom.</param>
    /// <param name="nodes">All nodes, to know who dials.</param>
    public PeerGate(TestnetNode node, TestnetPlan plan, Partition partition, Func<IReadOnlyList<TestnetNode>> nodes)
    {
        (_node, _partition, _nodes) = (node, partition, nodes);
        _target = plan.PortOf(node.Number, NodePort.P2p);
        _listener = new TcpListener(IPAddress.Loopback, plan.PortOf(node.Number, NodePort.Gate));
        _listener.Start();
        _partition.Changed += CutApart;
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _partition.Changed -= CutApart;
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        Cut(_ => true);
        _listener.Dispose();
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync(_closing.Token);
                _ = PassAsync(socket);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task PassAsync(Socket from)
    {
        using var to = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            from.NoDelay = true;
            int? dialler = DiallerOf(from);
            lock (_entry)
            {
                _open.Add(from, dialler);
            }

            if (IsShutTo(dialler))
                return;
            await to.ConnectAsync(IPAddress.Loopback, _target, _closing.Token);
            // Whichever way ends first ends the connection, as it does between the nodes.
            await Task.WhenAny(CopyAsync(from, to), CopyAsync(to, from));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The node does not run, or somebody was faster.
        }
        finally
        {
            lock (_entry)
            {
                _open.Remove(from);
            }

            // Not in order: a node whose peer is gone shall hear of it at once.
            Abort(from);
            Abort(to);
        }
    }

    private int? DiallerOf(Socket socket)
    {
        if (!SocketOwner.IsKnown)
            return null;
        var running = _nodes().Where(node => node is { IsRunning: true, Process: not null }).ToDictionary(node => node.Process!.Id, node => node.Number);
        return SocketOwner.Find((IPEndPoint)socket.RemoteEndPoint!, (IPEndPoint)socket.LocalEndPoint!, running.Keys) is { } process ? running[process] : null;
    }

    private bool IsShutTo(int? dialler) => dialler is { } number && _partition.AreApart(number, _node.Number);

    private void CutApart() => Cut(IsShutTo);

    private void Cut(Func<int?, bool> which)
    {
        List<Socket> cut;
        lock (_entry)
        {
            cut = [.. _open.Where(entry => which(entry.Value)).Select(entry => entry.Key)];
        }

        foreach (var socket in cut)
            Abort(socket);
    }

    private static void Abort(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is over.
        }

        socket.Dispose();
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[BufferSize];
        try
        {
            while (await from.ReceiveAsync(buffer, _closing.Token) is > 0 and var count)
            {
                for (int sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _closing.Token);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The connection is over.
        }
    }
}
