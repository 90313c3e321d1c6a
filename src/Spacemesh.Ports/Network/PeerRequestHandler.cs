namespace Spacemesh.Ports.Network;

/// <summary>
/// Answers one request: the response's data. A <see cref="PeerRequestException"/> is answered with its text; any other exception
/// closes the stream without an answer.
/// </summary>
public delegate ValueTask<ReadOnlyMemory<byte>> PeerRequestHandler(PeerId from, ReadOnlyMemory<byte> request, CancellationToken cancellationToken);
