using Spacemesh.Primitives;

namespace Spacemesh.Beacons;

/// <summary>
/// Beacons that an epoch's ballots declare, for nodes that have none of their own (spec 05 §7.8). Weights are the reference's fixed-point
/// numbers, to the bit. Not thread-safe.
/// </summary>
/// <param name="syncWeightUnits">Eligibilities that must have been seen before one is chosen.</param>
public sealed class BallotBeacons(uint syncWeightUnits)
{
    private readonly SortedDictionary<Beacon, BeaconSupport> _beacons = [];

    /// <summary>Support by beacon.</summary>
    public IReadOnlyDictionary<Beacon, BeaconSupport> Support => _beacons;

    /// <summary>Counts a ballot that passed its eligibility check; once for each beacon.</summary>
    /// <param name="beacon">What it declares, itself or in its reference ballot.</param>
    /// <param name="ballot">Its id.</param>
    /// <param name="weightPerSlot">ATX weight / eligibility count.</param>
    /// <param name="proofs">Eligibilities in the ballot.</param>
    public void Report(Beacon beacon, BallotId ballot, Fixed weightPerSlot, int proofs)
    {
        if (!_beacons.TryGetValue(beacon, out var support))
            _beacons.Add(beacon, support = new BeaconSupport());
        support.Add(ballot, weightPerSlot, proofs);
    }

    /// <summary>The heaviest beacon, which one with a majority always is; of equal ones the smallest. Null while too few eligibilities are known.</summary>
    public Beacon? Choose()
    {
        ulong eligibilities = 0;
        Beacon? heaviest = null;
        var most = Fixed.Zero;
        foreach (var (beacon, support) in _beacons)
        {
            eligibilities += support.Eligibilities;
            if (heaviest is null || Fixed.RawGreater(support.Weight, most))
                (heaviest, most) = (beacon, support.Weight);
        }

        return eligibilities < syncWeightUnits ? null : heaviest;
    }
}
