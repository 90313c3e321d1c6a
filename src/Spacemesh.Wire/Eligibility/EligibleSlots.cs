namespace Spacemesh.Wire.Eligibility;

/// <summary>How many ballot slots an ATX has in an epoch (spec 01 §4.5).</summary>
public static class EligibleSlots
{
    /// <summary>
    /// weight · committee · layers per epoch, wrapping, over the larger of the two weights; nothing becomes one before the number is cut
    /// to 32 bits, so the result may still be 0. Null where the total weight is zero, whatever the minimum is.
    /// </summary>
    public static uint? Compute(ulong weight, ulong minWeight, ulong totalWeight, uint committeeSize, uint layersPerEpoch)
    {
        if (totalWeight == 0)
            return null;
        ulong slots = unchecked(weight * committeeSize * layersPerEpoch) / Math.Max(minWeight, totalWeight);
        return unchecked((uint)Math.Max(slots, 1));
    }
}
