using Spacemesh.Ports.Network;

namespace Spacemesh.Node.Alone;

/// <summary>Requests of a node without peers: nobody answers and nobody asks.</summary>
internal sealed class NoPeers : IPeerRequests
{
    public IReadOnlyList<PeerId> Peers => [];

    public Task<ReadOnlyMemory<byte>> RequestAsync(PeerId peer, PeerRequest request, CancellationToken cancellationToken = default) =>
        Task.FromException<ReadOnlyMemory<byte>>(new PeerRequestException(PeerRequestFailure.NotConnected, "the node has no peers"));

    public IDisposable Serve(string protocol, PeerRequestHandler handler) => new Served();

    public IDisposable ServeStream(string protocol, PeerStreamHandler handler) => new Served();

    public void Drop(PeerId peer, string reason)
    {
    }

    private sealed class Served : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
