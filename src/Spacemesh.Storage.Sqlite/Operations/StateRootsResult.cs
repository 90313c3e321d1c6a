using Spacemesh.Primitives;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>Layers that were executed again.</summary>
/// <param name="Verified">How many agreed.</param>
/// <param name="First">The first one executed.</param>
/// <param name="Last">The last one that was to be executed.</param>
/// <param name="Problem">The first disagreement, where the execution ended; null where all agree.</param>
public sealed record StateRootsResult(int Verified, LayerId First, LayerId Last, string? Problem);
