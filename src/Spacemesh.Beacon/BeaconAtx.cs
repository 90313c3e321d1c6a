using Spacemesh.Primitives;

namespace Spacemesh.Beacons;

/// <summary>What the beacon protocol needs of one ATX.</summary>
/// <param name="Id">The ATX.</param>
/// <param name="Smesher">Its publisher.</param>
/// <param name="Weight">Effective units × ticks.</param>
/// <param name="Units">Effective units: draws of the weak coin.</param>
/// <param name="ReceivedNanoseconds">Its receipt, Unix nanoseconds.</param>
/// <param name="IsMalicious">Whether there is a proof against the smesher.</param>
public readonly record struct BeaconAtx(AtxId Id, NodeId Smesher, ulong Weight, uint Units, long ReceivedNanoseconds, bool IsMalicious);
