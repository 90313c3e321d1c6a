using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Net.Hosting;
using Spacemesh.Net.Metering;
using Spacemesh.Ports.Network;
using PeerId = Spacemesh.Libp2p.Identity.PeerId;

namespace Spacemesh.Net.Requests;

/// <summary>
/// Serves one protocol (spec 08 §5): so many requests at a time, of which one peer gets a share only, so many a second, each with a
/// deadline that moves while bytes flow.
/// </summary>
internal sealed class RequestServer(Host host, string protocol, PeerStreamHandler handler, RequestOptions options, PeerRequestCounters counters, INetworkMeter meter, ILogger logger)
{
    /// <summary>One peer gets this share of a protocol's places, though at least <see cref="LeastOfOnePeer"/>.</summary>
    private const int ShareOfOnePeer = 8;
    private const int LeastOfOnePeer = 16;

    private readonly RequestLimits _limits = options.LimitsOf(protocol);
    private readonly RequestRate _rate = new(host.Options.Time, options.LimitsOf(protocol));
    private readonly ConcurrentDictionary<PeerId, int> _byPeer = new();
    private readonly bool _isPeerSync = protocol == PeerProtocols.PeerSync;
    private int _places;
    private int _waiting;

    public ServerLoad Load => new(protocol, _limits.Queue, Volatile.Read(ref _waiting), _limits.Requests / _limits.Interval.TotalSeconds);

    /// <summary>Serves a stream; the host closes it afterwards.</summary>
    public async Task ServeAsync(P2pStream stream, CancellationToken closing)
    {
        if (!TryEnter(stream.Peer))
        {
            meter.Dropped(protocol);
            return;
        }

        meter.Accepted(protocol);
        try
        {
            long came = host.Options.Time.GetTimestamp();
            await WaitAsync(closing);
            meter.Waited(protocol, host.Options.Time.GetElapsedTime(came));
            await AnswerAsync(stream, closing);
        }
        finally
        {
            Leave(stream.Peer);
        }
    }

    private async Task WaitAsync(CancellationToken closing)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await _rate.WaitAsync(closing);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private bool TryEnter(PeerId peer)
    {
        if (Interlocked.Increment(ref _places) <= _limits.Queue)
        {
            int share = Math.Max(LeastOfOnePeer, _limits.Queue / ShareOfOnePeer);
            if (_byPeer.AddOrUpdate(peer, 1, static (_, count) => count + 1) <= share)
                return true;
            LeavePeer(peer);
        }

        Interlocked.Decrement(ref _places);
        return false;
    }

    private void Leave(PeerId peer)
    {
        LeavePeer(peer);
        Interlocked.Decrement(ref _places);
    }

    private void LeavePeer(PeerId peer)
    {
        _byPeer.AddOrUpdate(peer, 0, static (_, count) => count - 1);
        _byPeer.TryRemove(KeyValuePair.Create(peer, 0));
    }

    private async Task AnswerAsync(P2pStream stream, CancellationToken closing)
    {
        long began = host.Options.Time.GetTimestamp();
        var hard = _isPeerSync ? options.PeerSyncTimeout : options.HardTimeout;
        using var limit = new CancellationTokenSource(hard, host.Options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, closing);
        var patience = new StreamPatience(stream, host.Options.Time, _isPeerSync ? hard : options.Timeout, hard);
        bool succeeded = false;
        try
        {
            if (await ReadRequestAsync(stream, both.Token) is not { } request)
                return;
            succeeded = await HandleAsync(stream, request, patience, both.Token);
        }
        catch (Libp2pException exception)
        {
            logger.ServingFailed(protocol, stream.Peer, exception.Message);
            stream.Abort();
        }
        finally
        {
            var took = host.Options.Time.GetElapsedTime(began);
            counters.Served(stream.Peer.ToPort(), succeeded, took);
            meter.Served(protocol, succeeded, took);
        }

        if (succeeded)
            host.Tags.Bump(stream.Peer, $"server:{protocol}", options.TagIncrement, options.TagCap, options.TagDecay, options.TagInterval);
    }

    /// <summary>The request's bytes; null where there is none to answer.</summary>
    private async Task<byte[]?> ReadRequestAsync(P2pStream stream, CancellationToken cancellationToken)
    {
        const int LongestLength = 9;
        byte[] received = new byte[64];
        int length = 0;
        while (true)
        {
            var bytes = received.AsSpan(0, length);
            if (_isPeerSync)
            {
                if (PeerSyncFraming.LengthOf(bytes, numbers: 1) is { } size)
                    return size < 0 ? null : received[..size];
            }
            else
            {
                switch (RequestFraming.ReadRequest(bytes, out var body, options.MaximumRequest))
                {
                    case RequestProgress.Whole:
                        return received[body];
                    case RequestProgress.Malformed:
                        return null;
                    case RequestProgress.TooLong:
                        logger.RequestTooLong(protocol, stream.Peer, options.MaximumRequest);
                        await stream.Connection.CloseAsync();
                        return null;
                    default:
                        break;
                }
            }

            if (length == received.Length)
                Array.Resize(ref received, Math.Min(received.Length * 4, options.MaximumRequest + LongestLength));
            int count = await stream.ReadAsync(received.AsMemory(length), cancellationToken);
            if (count == 0)
                return null;
            length += count;
        }
    }

    private async Task<bool> HandleAsync(P2pStream stream, byte[] request, StreamPatience patience, CancellationToken cancellationToken)
    {
        PeerAnswer? answer;
        try
        {
            answer = await handler(stream.Peer.ToPort(), request, cancellationToken);
        }
        catch (PeerRequestException exception)
        {
            if (!_isPeerSync && protocol != PeerProtocols.HareFullExchange)
                await stream.WriteAsync(RequestFraming.ErrorAnswer(exception.Message), cancellationToken);
            return false;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.HandlerFailed(protocol, stream.Peer, exception);
            return false;
        }

        if (answer is null)
            return false;
        if (!answer.Error.IsEmpty)
        {
            foreach (var piece in RequestFraming.Frame(answer))
                await stream.WriteAsync(piece, cancellationToken);
            return false;
        }

        using var writer = new AnswerWriter(stream, patience);
        if (!_isPeerSync)
            await writer.WriteAsync(RequestFraming.BeginAnswer(answer.Length), cancellationToken);
        if (!await WriteAsync(writer, stream.Peer, answer, cancellationToken))
        {
            stream.Abort();
            return false;
        }

        if (!_isPeerSync && protocol != PeerProtocols.HareFullExchange)
            await writer.WriteAsync(RequestFraming.EndOfAnswer, cancellationToken);
        await writer.FlushAsync(cancellationToken);
        return true;
    }

    /// <summary>Whether the pieces were as long as they said.</summary>
    private async Task<bool> WriteAsync(AnswerWriter writer, PeerId peer, PeerAnswer answer, CancellationToken cancellationToken)
    {
        long left = answer.Length;
        try
        {
            foreach (var piece in answer.Pieces)
            {
                left -= piece.Length;
                if (left < 0)
                    break;
                await writer.WriteAsync(piece, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or Libp2pException))
        {
            logger.HandlerFailed(protocol, peer, exception);
            return false;
        }

        if (left != 0)
            logger.AnswerLengthWrong(protocol, answer.Length, answer.Length - left);
        return left == 0;
    }
}
