using Spacemesh.Wire.Transactions;

namespace Spacemesh.Ports.Events;

/// <summary>A reward of an applied layer (spec 09a §8.1).</summary>
public sealed record RewardPaid(Reward Reward) : NodeEvent;
