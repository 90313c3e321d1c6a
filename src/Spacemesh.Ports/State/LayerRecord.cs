using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>One layer's row; null where a column is unset.</summary>
public sealed record LayerRecord(LayerId Layer, bool? WeakCoin, bool Processed, BlockId? AppliedBlock, Hash32? StateHash, Hash32? AggregatedHash);
