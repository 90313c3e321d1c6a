using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Sync.Peers;

/// <summary>Ids that a peer listed, on their way to whoever fetches them.</summary>
/// <param name="Peer">Who; none for what was stored before a restart.</param>
/// <param name="Ids">What.</param>
/// <param name="Time">When.</param>
internal readonly record struct Listing(PeerId Peer, IReadOnlyList<Hash32> Ids, DateTimeOffset Time);
