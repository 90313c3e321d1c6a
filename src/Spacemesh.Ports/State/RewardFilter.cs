using Spacemesh.Primitives;

namespace Spacemesh.Ports.State;

/// <summary>Which rewards to list; null leaves a condition out.</summary>
public sealed record RewardFilter(LayerId? First = null, LayerId? Last = null, Address? Coinbase = null, NodeId? Smesher = null);
