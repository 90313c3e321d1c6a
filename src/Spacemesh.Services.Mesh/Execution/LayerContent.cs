using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Services.Mesh.Execution;

/// <summary>What is executed in a layer; a layer without block has neither rewards nor transactions.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Rewards">Shares by ATX.</param>
/// <param name="Transactions">In order.</param>
internal readonly record struct LayerContent(LayerId Layer, ScaleList<AnyReward> Rewards, ScaleList<TransactionId> Transactions);
