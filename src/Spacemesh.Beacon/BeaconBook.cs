using Spacemesh.Primitives;

namespace Spacemesh.Beacons;

/// <summary>
/// Beacons of the last epochs as this process knows them, and the ballots' view of epochs that have none (spec 05 §7.7–§7.9). The table
/// behind it is the owner's. Of more epochs than it has room for, the lowest are dropped. Not thread-safe.
/// </summary>
/// <param name="syncWeightUnits">Eligibilities that must have been seen before ballots decide.</param>
public sealed class BeaconBook(uint syncWeightUnits)
{
    /// <summary>Epochs before the newest begun one whose beacons stay.</summary>
    private const uint Kept = 3;

    /// <summary>Room for epochs that are not dropped in time: a node that syncs meets many.</summary>
    private const int MaxEpochs = 64;

    private readonly SortedDictionary<EpochId, Beacon> _beacons = [];
    private readonly SortedDictionary<EpochId, BallotBeacons> _ballots = [];

    public IReadOnlyDictionary<EpochId, Beacon> Beacons => _beacons;

    /// <summary>Epochs whose ballots are counted.</summary>
    public IReadOnlyCollection<EpochId> Counted => _ballots.Keys;

    public bool TryGet(EpochId epoch, out Beacon beacon) => _beacons.TryGetValue(epoch, out beacon);

    /// <summary>A beacon of the protocol or of ballots; the first one stays.</summary>
    public BeaconTaking Take(EpochId epoch, Beacon beacon)
    {
        if (beacon == default)
            return BeaconTaking.Zero;
        if (_beacons.TryGetValue(epoch, out var known))
            return known == beacon ? BeaconTaking.Known : BeaconTaking.Different;
        Put(epoch, beacon);
        return BeaconTaking.Announced;
    }

    /// <summary>A beacon of a bootstrap update: overwrites what is known.</summary>
    public BeaconTaking Overwrite(EpochId epoch, Beacon beacon)
    {
        if (beacon == default)
            return BeaconTaking.Zero;
        Put(epoch, beacon);
        return BeaconTaking.Announced;
    }

    /// <summary>A ballot of an epoch without a beacon, that passed its eligibility check. Returns the beacon that the ballots choose now, if they do.</summary>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="beacon">What it declares, itself or in its reference ballot.</param>
    /// <param name="ballot">Its id.</param>
    /// <param name="weightPerSlot">ATX weight / eligibility count.</param>
    /// <param name="proofs">Eligibilities in the ballot.</param>
    public Beacon? Report(EpochId epoch, Beacon beacon, BallotId ballot, Fixed weightPerSlot, int proofs)
    {
        if (!_ballots.TryGetValue(epoch, out var ballots))
        {
            _ballots.Add(epoch, ballots = new BallotBeacons(syncWeightUnits));
            Bound(_ballots);
        }

        ballots.Report(beacon, ballot, weightPerSlot, proofs);
        return ballots.Choose();
    }

    /// <summary>An epoch began: the beacon and the ballots of the epoch three before it are dropped.</summary>
    public void EpochBegan(EpochId epoch)
    {
        if (epoch.Value <= Kept)
            return;
        var old = epoch.Sub(Kept);
        _beacons.Remove(old);
        _ballots.Remove(old);
    }

    private static void Bound<T>(SortedDictionary<EpochId, T> epochs)
    {
        if (epochs.Count > MaxEpochs)
            epochs.Remove(epochs.Keys.First());
    }

    private void Put(EpochId epoch, Beacon beacon)
    {
        _beacons[epoch] = beacon;
        _ballots.Remove(epoch);
        Bound(_beacons);
    }
}
