using Spacemesh.Primitives;

namespace Spacemesh.Hare;

/// <summary>Another committee size from a layer on.</summary>
public readonly record struct HareCommitteeUpgrade(LayerId Layer, ushort Size);
