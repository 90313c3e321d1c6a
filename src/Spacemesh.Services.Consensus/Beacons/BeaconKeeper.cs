using Microsoft.Extensions.Logging;
using Spacemesh.Beacons;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Events.User;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Consensus.Beacons;

/// <summary>
/// The beacons of a node: taken from the protocol, from ballots and from bootstrap updates, stored, announced, and looked up (spec 05
/// §7.7–§7.9). Works alone where the protocol is switched off. Thread-safe; the one lock is held over the table's call and the announcement,
/// so that observers hear of an epoch's beacons in their order.
/// </summary>
/// <param name="options">Rules.</param>
/// <param name="table">The stored beacons.</param>
/// <param name="observer">Who must hear of a new one: the tortoise.</param>
/// <param name="events">Who wants to.</param>
/// <param name="log">The log.</param>
public sealed class BeaconKeeper(BeaconOptions options, IBeaconStore table, IChainObserver observer, IEventSink events, ILogger<BeaconKeeper> log)
    : IBeacons, IBeaconBallots
{
    private readonly Lock _entry = new();
    private readonly BeaconBook _book = new(options.SyncWeightUnits);

    /// <summary>Beacons in memory, by epoch; a snapshot.</summary>
    public IReadOnlyDictionary<EpochId, Beacon> InMemory
    {
        get
        {
            lock (_entry)
                return new SortedDictionary<EpochId, Beacon>(new Dictionary<EpochId, Beacon>(_book.Beacons));
        }
    }

    public bool TryGet(EpochId epoch, out Beacon beacon)
    {
        lock (_entry)
        {
            if (_book.TryGet(epoch, out beacon))
                return true;
        }

        var stored = table.Find(epoch);
        beacon = stored ?? default;
        return stored is not null;
    }

    /// <summary>A beacon of the protocol, of ballots, or of the standalone mode's genesis. The first one in memory stays; so does a stored one in the table.</summary>
    public BeaconTaking Set(EpochId epoch, Beacon beacon)
    {
        lock (_entry)
        {
            var taking = _book.Take(epoch, beacon);
            if (taking == BeaconTaking.Announced)
            {
                table.Add(epoch, beacon);
                Announce(epoch, beacon);
            }
            else if (taking == BeaconTaking.Different)
            {
                _book.TryGet(epoch, out var known);
                BeaconLog.Different(log, epoch, known, beacon);
            }

            return taking;
        }
    }

    /// <summary>A beacon of a bootstrap update: overwrites memory and table. Zero is none.</summary>
    public BeaconTaking Overwrite(EpochId epoch, Beacon beacon)
    {
        lock (_entry)
        {
            var taking = _book.Overwrite(epoch, beacon);
            if (taking == BeaconTaking.Announced)
            {
                table.Set(epoch, beacon);
                Announce(epoch, beacon);
            }

            return taking;
        }
    }

    /// <summary>The first epoch with content of a network of one node, which has nobody to learn from: its genesis id begins with the beacon.</summary>
    public BeaconTaking SetStandalone(NetworkParameters network)
    {
        var genesis = network.GenesisId;
        return Set(network.EpochOf(network.EffectiveGenesis).Target, Beacon.FromBytes(GenesisId.Span(in genesis)[..Beacon.Size]));
    }

    /// <inheritdoc/>
    public void BallotAccepted(EpochId epoch, BallotId ballot, Beacon declared, Fixed weightPerSlot, int proofs)
    {
        lock (_entry)
        {
            // Nobody asks the ballots of an epoch whose beacon is known.
            if (TryGet(epoch, out _))
                return;
            if (_book.Report(epoch, declared, ballot, weightPerSlot, proofs) is not { } chosen)
                return;
            BeaconLog.FromBallots(log, epoch, chosen);
            Set(epoch, chosen);
        }
    }

    /// <summary>The procedure of a new epoch is over: what is three epochs old is dropped from memory.</summary>
    public void EpochBegan(EpochId epoch)
    {
        lock (_entry)
            _book.EpochBegan(epoch);
    }

    private void Announce(EpochId epoch, Beacon beacon)
    {
        BeaconLog.Chosen(log, epoch, beacon);
        observer.BeaconChosen(epoch, beacon);
        events.Publish(new BeaconReady(epoch, beacon));
    }
}
