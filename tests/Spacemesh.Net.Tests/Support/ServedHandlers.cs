using Spacemesh.Ports.Network;

namespace Spacemesh.Net.Tests.Support;

/// <summary>The servers of a node without a network: a test asks them directly.</summary>
internal sealed class ServedHandlers : IPeerRequests
{
    private readonly Dictionary<string, PeerStreamHandler> _handlers = new(StringComparer.Ordinal);

    public IReadOnlyList<PeerId> Peers => [];

    public IReadOnlyCollection<string> Protocols => _handlers.Keys;

    public PeerAnswer? Answer(string protocol, ReadOnlyMemory<byte> request)
    {
        var answer = _handlers[protocol](new PeerId("asker"), request, CancellationToken.None);
        return answer.IsCompleted ? answer.GetAwaiter().GetResult() : throw new InvalidOperationException("the handler waits");
    }

    public Task<ReadOnlyMemory<byte>> RequestAsync(PeerId peer, PeerRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public IDisposable Serve(string protocol, PeerRequestHandler handler) => throw new NotSupportedException();

    public IDisposable ServeStream(string protocol, PeerStreamHandler handler)
    {
        _handlers.Add(protocol, handler);
        return new Served(this, protocol);
    }

    public void Drop(PeerId peer, string reason) => throw new NotSupportedException();

    private sealed class Served(ServedHandlers owner, string protocol) : IDisposable
    {
        public void Dispose() => owner._handlers.Remove(protocol);
    }
}
