using Spacemesh.Primitives;

namespace Spacemesh.Simulation;

/// <summary>Where a node stands.</summary>
/// <param name="Name">Which one.</param>
/// <param name="Processed">Last layer whose votes were counted.</param>
/// <param name="Verified">Last layer of the verified prefix.</param>
/// <param name="Applied">Last layer that is applied to the state.</param>
/// <param name="StateHash">State after it.</param>
/// <param name="Blocks">Applied layers that have a block.</param>
/// <param name="Rewards">Smidges that the node's coinbase has.</param>
/// <param name="Published">Epochs in which its identity published an ATX.</param>
public sealed record NodeReport(
    string Name, LayerId Processed, LayerId Verified, LayerId Applied, Hash32? StateHash, int Blocks, ulong Rewards, IReadOnlyList<EpochId> Published);
