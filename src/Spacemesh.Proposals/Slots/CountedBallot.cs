using Spacemesh.Primitives;

namespace Spacemesh.Proposals.Slots;

/// <summary>A ballot that the tortoise has counted, with the data of its reference ballot.</summary>
/// <param name="Layer">Its layer.</param>
/// <param name="Atx">The ATX.</param>
/// <param name="Smesher">Whose it is.</param>
/// <param name="Beacon">The beacon that the smesher's slots rest on.</param>
/// <param name="Slots">The smesher's slots in the epoch.</param>
public readonly record struct CountedBallot(LayerId Layer, AtxId Atx, NodeId Smesher, Beacon Beacon, uint Slots);
