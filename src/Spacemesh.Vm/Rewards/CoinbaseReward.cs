using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Vm.Rewards;

/// <summary>A smesher's share of a layer: its weight is an exact fraction with a denominator above zero.</summary>
public readonly record struct CoinbaseReward(NodeId Smesher, Address Coinbase, RatNum Weight);
