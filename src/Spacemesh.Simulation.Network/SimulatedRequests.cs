using System.Text;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.Network;

namespace Spacemesh.Simulation.Network;

/// <summary>Requests and answers of one simulated node.</summary>
internal sealed class SimulatedRequests(SimulatedNetwork network, SimulatedNode node) : IPeerRequests
{
    private readonly Dictionary<string, Served> _protocols = new(StringComparer.Ordinal);

    public IReadOnlyList<PeerId> Peers => [.. node.Neighbours.Where(neighbour => network.AreConnected(node, neighbour)).Select(neighbour => neighbour.Id)];

    public IDisposable Serve(string protocol, PeerRequestHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return ServeStream(protocol, async (from, request, cancellationToken) => PeerAnswer.Of(await handler(from, request, cancellationToken)));
    }

    public IDisposable ServeStream(string protocol, PeerStreamHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var served = new Served(this, protocol, handler);
        if (!_protocols.TryAdd(protocol, served))
            throw new InvalidOperationException($"protocol '{protocol}' has a handler already");
        return served;
    }

    public void Drop(PeerId peer, string reason)
    {
        if (node.Neighbours.Find(neighbour => neighbour.Id == peer) is { } other)
            network.Disconnect(node, other);
    }

    public async Task<ReadOnlyMemory<byte>> RequestAsync(
        PeerId peer, PeerRequest request, CancellationToken cancellationToken)
    {
        string protocol = request.Protocol;
        var id = Blake3.Hash(request.Body.Span);
        var server = node.Neighbours.Find(neighbour => neighbour.Id == peer);
        if (server is null || !network.AreConnected(node, server))
            throw Fail(PeerRequestFailure.NotConnected, $"{peer} is not connected", null);
        network.Record(NetworkEventKind.Requested, node, server, protocol, id, "");
        using var limit = new CancellationTokenSource(network.Options.RequestTimeout, network.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await network.TravelAsync(node, server, both.Token);
            var answer = await server.Server.AnswerAsync(node, request, both.Token);
            await network.TravelAsync(server, node, both.Token);
            if (answer.Length > request.MaxData)
                throw new PeerRequestException(PeerRequestFailure.TooLong, $"{peer} answered {protocol} with {answer.Length} bytes, at most {request.MaxData} were asked for");
            network.Record(NetworkEventKind.Answered, node, server, protocol, id, "");
            return network.Mutated(server, answer);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Fail(PeerRequestFailure.NoAnswer, $"{peer} did not answer {protocol} within {network.Options.RequestTimeout}", server);
        }
        catch (PeerRequestException exception)
        {
            network.Record(NetworkEventKind.Unanswered, node, server, protocol, id, exception.Message);
            throw;
        }

        PeerRequestException Fail(PeerRequestFailure failure, string text, SimulatedNode? asked)
        {
            network.Record(NetworkEventKind.Unanswered, node, asked, protocol, id, text);
            return new PeerRequestException(failure, text);
        }
    }

    private async Task<ReadOnlyMemory<byte>> AnswerAsync(SimulatedNode from, PeerRequest request, CancellationToken cancellationToken)
    {
        string protocol = request.Protocol;
        if (request.Preferred is { } preferred && _protocols.TryGetValue(preferred, out var served))
            protocol = preferred;
        else if (!_protocols.TryGetValue(protocol, out served))
            throw new PeerRequestException(PeerRequestFailure.NoAnswer, $"{node.Id} does not serve {protocol}");
        PeerAnswer? pieces;
        ReadOnlyMemory<byte> answer;
        try
        {
            pieces = await served.Handler(from.Id, request.Body, cancellationToken);
        }
        catch (PeerRequestException exception)
        {
            throw new PeerRequestException(PeerRequestFailure.PeerError, $"peer error: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw Closed(exception.Message, exception);
        }

        if (pieces is null)
            throw Closed("no answer", null);
        if (!pieces.Error.IsEmpty)
            throw new PeerRequestException(PeerRequestFailure.PeerError, $"peer error: {Encoding.UTF8.GetString(pieces.Error.Span)}");
        try
        {
            answer = Collect(pieces);
        }
        catch (Exception exception)
        {
            throw Closed(exception.Message, exception);
        }

        if (node.LyingAnswers is not { } lies)
            return answer;
        return lies(from.Id, protocol, answer) ?? throw Closed("no answer", null);
    }

    private PeerRequestException Closed(string why, Exception? inner) =>
        new(PeerRequestFailure.NoAnswer, $"{node.Id} closed the stream: {why}", inner);

    private static ReadOnlyMemory<byte> Collect(PeerAnswer answer)
    {
        byte[] data = new byte[checked((int)answer.Length)];
        int length = 0;
        foreach (var piece in answer.Pieces)
        {
            piece.CopyTo(data.AsMemory(length));
            length += piece.Length;
        }

        return length == data.Length ? data : throw new InvalidOperationException($"{length} bytes were sent of {data.Length}");
    }

    private sealed class Served(SimulatedRequests owner, string protocol, PeerStreamHandler handler) : IDisposable
    {
        public PeerStreamHandler Handler => handler;

        public void Dispose()
        {
            if (owner._protocols.TryGetValue(protocol, out var current) && current == this)
                owner._protocols.Remove(protocol);
        }
    }
}
