using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise.Tests;

/// <summary>What a node hears of one layer.</summary>
internal sealed record MeshLayer(uint Layer, IReadOnlyList<Ballot> Ballots, IReadOnlyList<Vote> Blocks, BlockId? Output, bool Coin);
