using Spacemesh.Primitives;

namespace Spacemesh.Ports.Network;

/// <summary>
/// Judges one gossiped message. <paramref name="from"/> is the peer that delivered it, none for one's own publication.
/// <paramref name="message"/> stays valid and must not be changed. An exception counts as <see cref="VerdictKind.Ignore"/>.
/// </summary>
public delegate ValueTask<Verdict> GossipHandler(PeerId from, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);
