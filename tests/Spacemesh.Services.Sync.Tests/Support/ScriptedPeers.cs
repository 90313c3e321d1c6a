using Spacemesh.Ports.Network;

namespace Spacemesh.Services.Sync.Tests.Support;

/// <summary>Peers that answer as a script says.</summary>
internal sealed class ScriptedPeers(Func<PeerId, string, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> answer) : IPeerRequests
{
    public List<PeerId> All { get; } = [];

    public IReadOnlyList<PeerId> Peers => All;

    public Task<ReadOnlyMemory<byte>> RequestAsync(PeerId peer, PeerRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult(answer(peer, request.Protocol, request.Body));
        }
        catch (PeerRequestException exception)
        {
            return Task.FromException<ReadOnlyMemory<byte>>(exception);
        }
    }

    public void Drop(PeerId peer, string reason) => All.Remove(peer);

    public IDisposable ServeStream(string protocol, PeerStreamHandler handler) => throw new NotSupportedException();

    public IDisposable Serve(string protocol, PeerRequestHandler handler) => throw new NotSupportedException();
}
