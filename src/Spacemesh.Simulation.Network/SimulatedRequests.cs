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
        var served = new Served(this, protocol, handler);
        if (!_protocols.TryAdd(protocol, served))
            throw new InvalidOperationException($"protocol '{protocol}' has a handler already");
        return served;
    }

    public async Task<ReadOnlyMemory<byte>> RequestAsync(
        PeerId peer, string protocol, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        var id = Blake3.Hash(request.Span);
        var server = node.Neighbours.Find(neighbour => neighbour.Id == peer);
        if (server is null || !network.AreConnected(node, server))
            throw Fail(PeerRequestFailure.NotConnected, $"{peer} is not connected", null);
        network.Record(NetworkEventKind.Requested, node, server, protocol, id, "");
        using var limit = new CancellationTokenSource(network.Options.RequestTimeout, network.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await network.TravelAsync(node, server, both.Token);
            var answer = await server.Server.AnswerAsync(node, protocol, request, both.Token);
            await network.TravelAsync(server, node, both.Token);
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

    private async Task<ReadOnlyMemory<byte>> AnswerAsync(
        SimulatedNode from, string protocol, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        if (!_protocols.TryGetValue(protocol, out var served))
            throw new PeerRequestException(PeerRequestFailure.NoAnswer, $"{node.Id} does not serve {protocol}");
        ReadOnlyMemory<byte> answer;
        try
        {
            answer = await served.Handler(from.Id, request, cancellationToken);
        }
        catch (PeerRequestException exception)
        {
            throw new PeerRequestException(PeerRequestFailure.PeerError, $"peer error: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new PeerRequestException(PeerRequestFailure.NoAnswer, $"{node.Id} closed the stream: {exception.Message}", exception);
        }

        if (node.LyingAnswers is not { } lies)
            return answer;
        return lies(from.Id, protocol, answer) ?? throw new PeerRequestException(PeerRequestFailure.NoAnswer, $"{node.Id} closed the stream");
    }

    private sealed class Served(SimulatedRequests owner, string protocol, PeerRequestHandler handler) : IDisposable
    {
        public PeerRequestHandler Handler => handler;

        public void Dispose()
        {
            if (owner._protocols.TryGetValue(protocol, out var current) && current == this)
                owner._protocols.Remove(protocol);
        }
    }
}
