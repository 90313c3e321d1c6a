namespace Spacemesh.Ports.Network;

/// <summary>Requests to connected peers and answers to theirs, as encoded bytes without framing (spec 08 §5).</summary>
public interface IPeerRequests
{
    /// <summary>The connected peers, best first.</summary>
    IReadOnlyList<PeerId> Peers { get; }

    /// <summary>Asks one peer and returns the answer's data.</summary>
    /// <exception cref="PeerRequestException">There is no data.</exception>
    Task<ReadOnlyMemory<byte>> RequestAsync(PeerId peer, PeerRequest request, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="RequestAsync(PeerId, PeerRequest, CancellationToken)"/>
    Task<ReadOnlyMemory<byte>> RequestAsync(PeerId peer, string protocol, ReadOnlyMemory<byte> request, CancellationToken cancellationToken = default) =>
        RequestAsync(peer, new PeerRequest(protocol, request), cancellationToken);

    /// <summary>Answers a protocol's requests until the result is disposed. A protocol takes one handler.</summary>
    IDisposable Serve(string protocol, PeerRequestHandler handler);

    /// <summary>Answers a protocol's requests piece by piece until the result is disposed. A protocol takes one handler.</summary>
    IDisposable ServeStream(string protocol, PeerStreamHandler handler);

    /// <summary>
    /// Closes all connections to a peer that served something rejected (spec 08 §4.2). It may come back: there is no ban. Nothing happens
    /// where it is not connected.
    /// </summary>
    void Drop(PeerId peer, string reason);
}
