namespace Spacemesh.Ports.Network;

/// <summary>Requests to connected peers and answers to theirs, as encoded bytes without framing (spec 08 §5).</summary>
public interface IPeerRequests
{
    /// <summary>The connected peers, best first.</summary>
    IReadOnlyList<PeerId> Peers { get; }

    /// <summary>Asks one peer and returns the answer's data.</summary>
    /// <exception cref="PeerRequestException">There is no data.</exception>
    Task<ReadOnlyMemory<byte>> RequestAsync(PeerId peer, string protocol, ReadOnlyMemory<byte> request, CancellationToken cancellationToken = default);

    /// <summary>Answers a protocol's requests until the result is disposed. A protocol takes one handler.</summary>
    IDisposable Serve(string protocol, PeerRequestHandler handler);
}
