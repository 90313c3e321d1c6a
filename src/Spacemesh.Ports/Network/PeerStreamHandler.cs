namespace Spacemesh.Ports.Network;

/// <summary>
/// Answers one request piece by piece; null closes the stream without an answer. A <see cref="PeerRequestException"/> is answered with
/// its text; any other exception closes the stream.
/// </summary>
public delegate ValueTask<PeerAnswer?> PeerStreamHandler(PeerId from, ReadOnlyMemory<byte> request, CancellationToken cancellationToken);
