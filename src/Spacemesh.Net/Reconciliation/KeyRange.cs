using Spacemesh.Primitives;

namespace Spacemesh.Net.Reconciliation;

/// <summary>Keys from <paramref name="X"/> on and before <paramref name="Y"/>; all where they are equal, and through the smallest key where X is above Y (spec 08 §12).</summary>
public readonly record struct KeyRange(Hash32 X, Hash32 Y);
