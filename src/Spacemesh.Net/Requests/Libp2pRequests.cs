using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Net.Hosting;
using Spacemesh.Net.Metering;
using Spacemesh.Ports.Network;
using Spacemesh.Runtime;
using Libp2pId = Spacemesh.Libp2p.Identity.PeerId;
using PeerId = Spacemesh.Ports.Network.PeerId;

namespace Spacemesh.Net.Requests;

/// <summary>
/// Requests and answers over streams of the host (spec 08 §5): one stream a request. Asks only connected peers, so many at a time; what
/// comes beyond waits. Serving is <see cref="RequestServer"/>'s.
/// </summary>
public sealed class Libp2pRequests : IPeerRequests
{
    private const int BufferSize = 16 << 10;

    /// <summary>Own requests on the way; further ones wait for one of them.</summary>
    private const int MostAsked = 1024;

    private readonly Host _host;
    private readonly RequestOptions _options;
    private readonly INetworkMeter _meter;
    private readonly OwnedTasks _tasks;
    private readonly ILogger _logger;
    private readonly AsyncSemaphore _asked = new(MostAsked);
    private readonly ConcurrentDictionary<string, RequestServer> _servers = new(StringComparer.Ordinal);

    internal Libp2pRequests(Host host, RequestOptions options, PeerRequestCounters counters, INetworkMeter meter, OwnedTasks tasks, ILogger logger)
    {
        (_host, _options, Counters, _meter, _tasks, _logger) = (host, options, counters, meter, tasks, logger);
    }

    /// <summary>The connected peers by id; <see cref="RankedRequests"/> puts them in order.</summary>
    public IReadOnlyList<PeerId> Peers => [.. _host.Connections.Where(connection => !connection.IsLimited).Select(connection => connection.Peer.ToPort()).Distinct().Order()];

    /// <summary>How busy the servers are, in no order.</summary>
    public IEnumerable<ServerLoad> Loads => _servers.Values.Select(server => server.Load);

    internal PeerRequestCounters Counters { get; }

    public async Task<ReadOnlyMemory<byte>> RequestAsync(PeerId peer, PeerRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (peer.ToLibp2p() is not { } id || _host.StateOf(id) != ConnectionState.Connected)
            throw new PeerRequestException(PeerRequestFailure.NotConnected, $"{peer} is not connected");
        bool isPeerSync = request.Protocol == PeerProtocols.PeerSync;
        byte[] bytes = isPeerSync ? request.Body.ToArray() : RequestFraming.FrameRequest(request.Body.Span);
        await _asked.WaitAsync(cancellationToken);
        long began = _host.Options.Time.GetTimestamp();
        PeerRequestFailure? failure = PeerRequestFailure.NoAnswer;
        try
        {
            var answer = await AskAsync(id, request, bytes, isPeerSync, cancellationToken);
            failure = null;
            return answer;
        }
        catch (PeerRequestException exception)
        {
            failure = exception.Failure;
            throw;
        }
        finally
        {
            _asked.Release();
            var took = _host.Options.Time.GetElapsedTime(began);
            // What the asker gave up says nothing of the peer.
            if (failure is null || !cancellationToken.IsCancellationRequested)
            {
                Counters.Asked(peer, failure is null, took);
                _meter.Asked(request.Protocol, failure, took);
            }
        }
    }

    public IDisposable Serve(string protocol, PeerRequestHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return ServeStream(protocol, async (from, request, token) => PeerAnswer.Of(await handler(from, request, token)));
    }

    public IDisposable ServeStream(string protocol, PeerStreamHandler handler)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(handler);
        var server = new RequestServer(_host, protocol, handler, _options, Counters, _meter, _logger);
        if (!_servers.TryAdd(protocol, server))
            throw new InvalidOperationException($"protocol '{protocol}' has a handler already");
        _host.Handle(WireProtocol(protocol), server.ServeAsync);
        return new Served(this, protocol, server);
    }

    public void Drop(PeerId peer, string reason)
    {
        if (peer.ToLibp2p() is not { } id || _host.StateOf(id) == ConnectionState.NotConnected)
            return;
        _logger.Dropped(id, reason);
        _tasks.Start(_ => _host.ClosePeerAsync(id));
    }

    internal static string WireProtocol(string protocol) => protocol == PeerProtocols.PeerSync ? PeerSyncFraming.WireProtocol : protocol;

    private async Task<ReadOnlyMemory<byte>> AskAsync(Libp2pId peer, PeerRequest request, byte[] bytes, bool isPeerSync, CancellationToken cancellationToken)
    {
        var hard = isPeerSync ? _options.PeerSyncTimeout : _options.HardTimeout;
        using var limit = new CancellationTokenSource(hard, _host.Options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            string[] protocols = request.Preferred is { } preferred ? [preferred, request.Protocol] : [WireProtocol(request.Protocol)];
            await using var stream = await _host.OpenStreamAsync(peer, protocols, cancellationToken: both.Token);
            try
            {
                var patience = new StreamPatience(stream, _host.Options.Time, isPeerSync ? hard : _options.Timeout, hard);
                await stream.WriteAsync(bytes, both.Token);
                return isPeerSync
                    ? await ReadPeerSyncAsync(stream, both.Token)
                    : await ReadAnswerAsync(stream, new AnswerReader(request.MaxData, request.Protocol == PeerProtocols.HareFullExchange), patience, both.Token);
            }
            catch
            {
                // What the peer still sends is not wanted.
                stream.Abort();
                throw;
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PeerRequestException(PeerRequestFailure.NoAnswer, $"{peer} did not answer {request.Protocol} within {hard}", exception);
        }
        catch (Libp2pException exception)
        {
            throw new PeerRequestException(
                exception.Fault switch
                {
                    Libp2pFault.NotConnected => PeerRequestFailure.NotConnected,
                    Libp2pFault.ProtocolViolation => PeerRequestFailure.Malformed,
                    _ => PeerRequestFailure.NoAnswer,
                },
                $"{request.Protocol} at {peer}: {exception.Message}",
                exception);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAnswerAsync(P2pStream stream, AnswerReader answer, StreamPatience patience, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (!answer.IsWhole)
            {
                int count = await stream.ReadAsync(buffer, cancellationToken);
                if (count == 0)
                    break;
                patience.Moved(count);
                answer.Feed(buffer.AsSpan(0, count));
            }

            return answer.Finished();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadPeerSyncAsync(P2pStream stream, CancellationToken cancellationToken)
    {
        byte[] answer = new byte[PeerSyncFraming.Longest];
        int received = 0;
        while (true)
        {
            switch (PeerSyncFraming.LengthOf(answer.AsSpan(0, received), numbers: 2))
            {
                case -1:
                    throw new PeerRequestException(PeerRequestFailure.Malformed, "an answer of the time protocol is two compact numbers of 64 bits");
                case { } length:
                    return answer.AsMemory(0, length);
                case null:
                    break;
            }

            int count = await stream.ReadAsync(answer.AsMemory(received), cancellationToken);
            if (count == 0)
                throw new PeerRequestException(PeerRequestFailure.NoAnswer, "the stream ended within the answer");
            received += count;
        }
    }

    private sealed class Served(Libp2pRequests owner, string protocol, RequestServer server) : IDisposable
    {
        public void Dispose()
        {
            if (owner._servers.TryRemove(KeyValuePair.Create(protocol, server)))
                owner._host.Unhandle(WireProtocol(protocol));
        }
    }
}
