using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>What a reference ballot declares for its epoch.</summary>
public readonly record struct ReferenceEpochData(Beacon Beacon, uint Eligibilities);
