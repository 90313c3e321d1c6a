using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Gossip;

/// <summary>
/// The streams of a router: one to each peer, on which only we write, and one from each, which we only read. A lost outbound stream is opened
/// again with back-off. One lock, taken before none.
/// </summary>
internal sealed class PeerStreams(Host host, GossipOptions options, BackgroundWork work, GossipRouter router, ILogger logger, CancellationToken closing)
{
    private const int MaximumAttempts = 4;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AttemptsForgotten = TimeSpan.FromMinutes(10);

    private readonly Lock _entry = new();
    private readonly Dictionary<PeerId, TaskCompletionSource> _serving = [];
    private readonly Dictionary<PeerId, P2pStream> _inbound = [];
    private readonly Dictionary<PeerId, P2pStream> _outbound = [];
    private readonly Dictionary<PeerId, (int Attempts, DateTimeOffset Last)> _attempts = [];

    /// <summary>A peer's protocols became known: begins to write to it, if it gossips.</summary>
    public void Consider(PeerId peer)
    {
        if (closing.IsCancellationRequested || host.StateOf(peer) != ConnectionState.Connected || host.Peers.FirstSupported(peer, GossipProtocols.All) is null)
            return;
        lock (_entry)
        {
            if (!_serving.TryAdd(peer, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)))
                return;
        }

        work.Start(() => ServeAsync(peer));
    }

    public void Forget(PeerId peer)
    {
        lock (_entry)
        {
            _attempts.Remove(peer);
        }
    }

    public void Stop()
    {
        List<P2pStream> streams;
        lock (_entry)
        {
            streams = [.. _inbound.Values, .. _outbound.Values];
        }

        foreach (var stream in streams)
            stream.Abort();
    }

    /// <summary>Reads a peer's stream; a second one ends the first.</summary>
    public async Task ReceiveAsync(P2pStream stream, CancellationToken hostClosing)
    {
        P2pStream? former;
        lock (_entry)
        {
            _inbound.TryGetValue(stream.Peer, out former);
            _inbound[stream.Peer] = stream;
        }

        former?.Abort();
        // The peer may write before our identification of it and our own stream are through.
        await stream.Connection.Identified.AwaitAsync(closing);
        Consider(stream.Peer);
        await AddedAsync(stream.Peer);
        try
        {
            while (await stream.ReadFrameAsync(options.MaximumMessageSize, closing) is { } frame)
            {
                if (frame.Length == 0)
                    continue;
                router.Receive(stream.Peer, RpcCodec.Decode(frame, stream.Peer) ?? throw new Libp2pException(Libp2pFault.ProtocolViolation, "an RPC cannot be read"));
            }
        }
        finally
        {
            lock (_entry)
            {
                if (_inbound.GetValueOrDefault(stream.Peer) == stream)
                    _inbound.Remove(stream.Peer);
            }
        }
    }

    private async Task ServeAsync(PeerId peer)
    {
        try
        {
            while (!closing.IsCancellationRequested && host.StateOf(peer) == ConnectionState.Connected)
            {
                if (!await WriteAsync(peer))
                    return;
                router.RemovePeer(peer);
                if (NextPause(peer) is not { } pause)
                    return;
                await Task.Delay(pause, host.Options.Time, closing);
            }
        }
        catch (OperationCanceledException)
        {
            // The router ends.
        }
        finally
        {
            router.RemovePeer(peer);
            MarkAdded(peer);
            lock (_entry)
            {
                _serving.Remove(peer);
            }

            // A connection that came while this one ended.
            if (host.StateOf(peer) == ConnectionState.Connected && !Exhausted(peer))
                Consider(peer);
        }
    }

    /// <summary>Writes to the peer until the stream is lost; false when none could be opened.</summary>
    private async Task<bool> WriteAsync(PeerId peer)
    {
        P2pStream? stream = null;
        try
        {
            stream = await host.OpenStreamAsync(peer, GossipProtocols.All, cancellationToken: closing);
            lock (_entry)
            {
                _outbound[peer] = stream;
            }

            if (router.AddPeer(peer, stream.Protocol) is not { } added)
            {
                stream.Abort();
                return false;
            }

            MarkAdded(peer);
            work.Start(() => WatchAsync(stream, added));
            while (await added.Queue.TakeAsync() is { } frame)
                await stream.WriteAsync(frame, closing);
            stream.Abort();
            return true;
        }
        catch (Libp2pException exception)
        {
            logger.StreamFailed(peer, exception.Message);
            stream?.Abort();
            return stream is not null || exception.Fault is not (Libp2pFault.ProtocolNotSupported or Libp2pFault.NotConnected);
        }
        catch (OperationCanceledException)
        {
            stream?.Abort();
            return false;
        }
        finally
        {
            lock (_entry)
            {
                _outbound.Remove(peer);
            }
        }
    }

    private Task AddedAsync(PeerId peer)
    {
        lock (_entry)
        {
            return _serving.TryGetValue(peer, out var added) ? added.Task.AwaitAsync(closing) : Task.CompletedTask;
        }
    }

    private void MarkAdded(PeerId peer)
    {
        lock (_entry)
        {
            _serving.GetValueOrDefault(peer)?.TrySetResult();
        }
    }

    /// <summary>Nothing comes on our own stream but its end.</summary>
    private async Task WatchAsync(P2pStream stream, GossipPeer peer)
    {
        try
        {
            await stream.ReadAsync(new byte[1], closing);
        }
        catch (Exception exception) when (exception is Libp2pException or OperationCanceledException)
        {
            logger.StreamFailed(peer.Id, exception.Message);
        }

        peer.Queue.Close();
    }

    private bool Exhausted(PeerId peer)
    {
        lock (_entry)
        {
            return _attempts.TryGetValue(peer, out var known) && known.Attempts >= MaximumAttempts;
        }
    }

    private TimeSpan? NextPause(PeerId peer)
    {
        var now = host.Options.Time.GetUtcNow();
        lock (_entry)
        {
            var (attempts, last) = _attempts.GetValueOrDefault(peer, (0, now));
            if (now - last > AttemptsForgotten)
                attempts = 0;
            _attempts[peer] = (attempts + 1, now);
            if (attempts >= MaximumAttempts)
                return null;
            if (attempts == 0)
                return TimeSpan.Zero;
            var pause = FirstPause * Math.Pow(2, attempts) * (1 + host.Options.Random.NextDouble());
            return pause < LongestPause ? pause : LongestPause;
        }
    }
}
