using Spacemesh.Primitives;

namespace Spacemesh.AtxsData;

/// <summary>What consensus needs of one ATX in its target epoch (spec 04 §14.1).</summary>
/// <param name="Id">The ATX.</param>
/// <param name="Smesher">Its publisher.</param>
/// <param name="Coinbase">Where its rewards go.</param>
/// <param name="Weight">Effective units × ticks, wrapping.</param>
/// <param name="BaseHeight">Tick height it builds on.</param>
/// <param name="Height">Base height plus ticks, wrapping.</param>
/// <param name="VrfNonce">The smesher's VRF nonce in that epoch.</param>
public readonly record struct AtxEntry(AtxId Id, NodeId Smesher, Address Coinbase, ulong Weight, ulong BaseHeight, ulong Height, ulong VrfNonce)
{
    /// <summary>The entry of an ATX with these effective units and ticks; weight and height wrap (spec 04 §14.2).</summary>
    public static AtxEntry Create(AtxId id, NodeId smesher, Address coinbase, uint effectiveUnits, ulong baseHeight, ulong ticks, ulong vrfNonce) =>
        unchecked(new(id, smesher, coinbase, effectiveUnits * ticks, baseHeight, baseHeight + ticks, vrfNonce));
}
