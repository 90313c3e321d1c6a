using Spacemesh.Libp2p.Identity;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>What a peer said of itself.</summary>
/// <param name="Id">The peer.</param>
/// <param name="Protocols">Protocols that it serves, ascending; empty before identification.</param>
/// <param name="AgentVersion">Its software.</param>
/// <param name="ProtocolVersion">Its protocol family.</param>
/// <param name="SignedRecord">The envelope with its addresses; null where it sent none.</param>
public sealed record PeerInfo(PeerId Id, IReadOnlyList<string> Protocols, string AgentVersion, string ProtocolVersion, byte[]? SignedRecord);
