using Spacemesh.Primitives;

namespace Spacemesh.Beacons;

/// <summary>A smesher of this node that takes part in an epoch's protocol.</summary>
/// <param name="Smesher">Who.</param>
/// <param name="Nonce">Its VRF nonce in the epoch.</param>
public readonly record struct BeaconParticipant(NodeId Smesher, ulong Nonce);
