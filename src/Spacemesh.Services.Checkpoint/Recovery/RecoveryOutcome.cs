using Spacemesh.Primitives;

namespace Spacemesh.Services.Checkpoint.Recovery;

/// <summary>What a recovery did.</summary>
/// <param name="Restored">The layer at which the node's network begins; null where it starts without a checkpoint.</param>
/// <param name="Preserved">Own ATXs that have to be taken in again once the node runs.</param>
public sealed record RecoveryOutcome(LayerId? Restored, PreservedAtxs Preserved);
