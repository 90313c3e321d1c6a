using Spacemesh.Ports.Network;

namespace Spacemesh.Services.Sync.Tests.Support;

/// <summary>Peers that answer as a script says.</summary>
internal sealed class ScriptedPeers(Func<PeerId, string, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> answer) : IPeerRequests
{
    public List<PeerId> All { get; } = [];

    public IReadOnlyList<PeerId> Peers => All;

    public Task<ReadOnlyMemory<byte>> RequestAsync(PeerId peer, string protocol, ReadOnlyMemory<byte> request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult(answer(peer, protocol, request));
        }
        catch (PeerRequestException exception)
        {
            return Task.FromException<ReadOnlyMemory<byte>>(exception);
        }
    }

    public IDisposable Serve(string protocol, PeerRequestHandler handler) => throw new NotSupportedException();
}
