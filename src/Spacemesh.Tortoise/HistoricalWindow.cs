using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>A window that holds for the layers of an interval, both ends included (spec 06 §1).</summary>
public readonly record struct HistoricalWindow(LayerId Start, LayerId End, uint Window);
