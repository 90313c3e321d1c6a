using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>An epoch in a <see cref="TortoiseSnapshot"/>.</summary>
public readonly record struct EpochSnapshot(Fixed Weight, ulong Height, Beacon? Beacon);
