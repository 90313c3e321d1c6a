using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>A block in a <see cref="LayerSnapshot"/>.</summary>
public readonly record struct BlockSnapshot(BlockId Id, ulong Height, Decision Hare, Decision Validity, bool Data, Fixed Margin);
