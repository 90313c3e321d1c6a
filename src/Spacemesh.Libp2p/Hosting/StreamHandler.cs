namespace Spacemesh.Libp2p.Hosting;

/// <summary>
/// Serves one inbound stream. When it returns the stream is closed, when it throws it is reset. <paramref name="closing"/> is cancelled when
/// the host ends.
/// </summary>
public delegate Task StreamHandler(P2pStream stream, CancellationToken closing);
