using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.AtxsData;
using Spacemesh.Beacons;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Primitives;
using Spacemesh.Services.Consensus.Beacons;
using Spacemesh.Storage.Memory;

namespace Spacemesh.Services.Consensus.Tests.Beacons;

/// <summary>Beacons from ballots and bootstrap updates (spec 05 §7.8, §7.9).</summary>
public sealed class BeaconKeeperTests : IChainObserver, IEventSink, IDisposable
{
    private static readonly EpochId Epoch = new(5);
    private static readonly Beacon A = Beacon.FromBytes([1, 0, 0, 0]);
    private static readonly Beacon B = Beacon.FromBytes([2, 0, 0, 0]);
    private static readonly Beacon C = Beacon.FromBytes([3, 0, 0, 0]);

    private readonly MemoryStateDatabase _state = new();
    private readonly List<Beacon> _announced = [];
    private readonly BeaconKeeper _keeper;
    private byte _ballots;

    public BeaconKeeperTests() => _keeper = Keeper(units: 4);

    [Fact]
    public void Majority_of_the_weight_decides()
    {
        Report(A, weight: 20, proofs: 2);
        Report(B, weight: 10, proofs: 1);
        Report(C, weight: 1, proofs: 1);
        Assert.Equal(A, Known());
    }

    [Fact]
    public void Without_a_majority_the_heaviest_decides()
    {
        Report(A, weight: 10, proofs: 2);
        Report(B, weight: 22, proofs: 1);
        Report(C, weight: 20, proofs: 1);
        Assert.Equal(B, Known());
    }

    [Fact]
    public void Nothing_is_decided_before_enough_eligibilities_are_seen_and_a_ballot_counts_once()
    {
        Report(A, weight: 10, proofs: 3);
        _ballots--;
        Report(A, weight: 10, proofs: 3);
        Assert.Null(Known());
        Report(A, weight: 10, proofs: 1);
        Assert.Equal(A, Known());
    }

    [Fact]
    public void Ballots_of_an_epoch_with_a_beacon_change_nothing()
    {
        _keeper.Set(Epoch, C);
        Report(A, weight: 10, proofs: 4);
        Assert.Equal(C, Known());
        Assert.Equal([C], _announced);
    }

    [Fact]
    public void Bootstrap_overwrites_what_ballots_decided_and_zero_means_none()
    {
        Report(A, weight: 10, proofs: 4);
        Assert.Equal(BeaconTaking.Zero, _keeper.Overwrite(Epoch, default));
        Assert.Equal(A, Known());
        Assert.Equal(BeaconTaking.Announced, _keeper.Overwrite(Epoch, B));
        Assert.Equal(B, Known());
        Assert.Equal(B, _state.Beacons.Find(Epoch));
        Assert.Equal([A, B], _announced);
    }

    [Fact]
    public void Zero_beacon_is_never_taken()
    {
        Report(default, weight: 10, proofs: 9);
        Assert.Equal(BeaconTaking.Zero, _keeper.Set(Epoch, default));
        Assert.Null(Known());
        Assert.Empty(_announced);
    }

    [Fact]
    public void Beacon_survives_a_restart_in_the_table()
    {
        _keeper.Set(Epoch, A);
        Assert.True(Keeper(units: 4).TryGet(Epoch, out var beacon));
        Assert.Equal(A, beacon);
    }

    [Fact]
    public void Memory_holds_a_bounded_number_of_epochs_and_the_table_all()
    {
        for (uint epoch = 2; epoch < 300; epoch++)
            _keeper.Set(new EpochId(epoch), A);
        Assert.InRange(_keeper.InMemory.Count, 3, 64);
        Assert.True(_keeper.TryGet(new EpochId(2), out _));
    }

    [Fact]
    public void Standalone_network_begins_with_the_beacon_of_its_genesis()
    {
        var network = new NetworkParameters
        {
            LayersPerEpoch = 10,
            LayerDuration = TimeSpan.FromSeconds(6),
            GenesisTime = DateTimeOffset.UnixEpoch,
            GoldenAtx = AtxId.FromBytes([9, 8, 7, 6, .. new byte[28]]),
            AddressPrefix = "standalone",
        };
        _keeper.SetStandalone(network);
        Assert.True(_keeper.TryGet(new EpochId(2), out var beacon));
        Assert.Equal(Beacon.FromBytes([9, 8, 7, 6]), beacon);
    }

    public void Dispose() => _state.Dispose();

    void IChainObserver.AtxAccepted(EpochId target, in AtxEntry atx)
    {
    }

    void IChainObserver.IdentityMalicious(NodeId identity)
    {
    }

    void IChainObserver.BeaconChosen(EpochId epoch, Beacon beacon) => _announced.Add(beacon);

    void IEventSink.Publish(NodeEvent happened)
    {
    }

    private BeaconKeeper Keeper(uint units) =>
        new(new BeaconOptions { SyncWeightUnits = units }, _state.Beacons, this, this, NullLogger<BeaconKeeper>.Instance);

    private Beacon? Known() => _keeper.TryGet(Epoch, out var beacon) ? beacon : null;

    private void Report(Beacon beacon, long weight, int proofs) => _keeper.BallotAccepted(
        Epoch, BallotId.FromBytes([++_ballots, .. new byte[BallotId.Size - 1]]), beacon, Fixed.FromInteger(weight), proofs);
}
