using Spacemesh.Primitives;

namespace Spacemesh.Activation;

/// <summary>What the rules ask of an ATX that is stored.</summary>
/// <param name="Smesher">Its publisher.</param>
/// <param name="PublishEpoch">Its publish epoch.</param>
/// <param name="Sequence">Its sequence number; 0 for version 2.</param>
/// <param name="VrfNonce">The smesher's VRF nonce.</param>
/// <param name="EffectiveUnits">Units that count.</param>
/// <param name="TickHeight">Base height plus ticks, wrapping.</param>
public readonly record struct StoredAtx(NodeId Smesher, EpochId PublishEpoch, ulong Sequence, ulong VrfNonce, uint EffectiveUnits, ulong TickHeight);
