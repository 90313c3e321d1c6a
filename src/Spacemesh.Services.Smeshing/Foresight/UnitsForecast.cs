namespace Spacemesh.Services.Smeshing.Foresight;

/// <summary>
/// What another size of the PoST data means for the next two epochs that count: an ATX counts with the fewer of the units that it declares
/// and those that the one before it declared (spec 04 §9). Told before the change is made.
/// </summary>
/// <param name="FirstTarget">First epoch in which the change can be felt.</param>
/// <param name="FirstUnits">Units that count there.</param>
/// <param name="SecondTarget">The epoch after.</param>
/// <param name="SecondUnits">Units that count there.</param>
/// <param name="Text">The same for people.</param>
public sealed record UnitsForecast(EpochId FirstTarget, uint FirstUnits, EpochId SecondTarget, uint SecondUnits, string Text)
{
    /// <param name="publish">Publish epoch of the next ATX that is proven with the new size.</param>
    /// <param name="declared">Units that the ATX before it declared; null for none.</param>
    /// <param name="units">The new size.</param>
    public static UnitsForecast Of(EpochId publish, uint? declared, uint units)
    {
        var first = publish.Target;
        var second = first.Target;
        uint counts = Math.Min(declared ?? units, units);
        string what = declared switch
        {
            null => $"{units} units count from epoch {first} on.",
            { } before when before < units => $"growing from {before} to {units} units: {counts} count in epoch {first}, {units} from epoch {second} on. The VRF nonce is checked for the new size.",
            { } before when before > units => $"shrinking from {before} to {units} units: {units} count from epoch {first} on. Growing back takes an epoch more, and the data is made anew.",
            _ => $"{units} units count as before.",
        };
        return new UnitsForecast(first, counts, second, units, what);
    }
}
