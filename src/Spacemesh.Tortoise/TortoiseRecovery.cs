using Spacemesh.AtxsData;
using Spacemesh.Primitives;
using Spacemesh.Tortoise.Tracing;

namespace Spacemesh.Tortoise;

/// <summary>Rebuilds the counting from stored layers (spec 06 §11).</summary>
public sealed class TortoiseRecovery
{
    private readonly TortoiseOptions _options;
    private readonly IRecoverySource _source;
    private readonly TortoiseMachine _machine;
    private readonly List<(BallotId Ballot, BallotFault Fault)> _skipped = [];

    private TortoiseRecovery(TortoiseOptions options, ConsensusCache atxs, IRecoverySource source, ITraceSink? trace)
    {
        _options = options;
        _source = source;
        _machine = new TortoiseMachine(options, atxs, trace);
    }

    /// <summary>
    /// A machine that knows the stored layers, tallied up to <paramref name="current"/>, with the stored ballots that could not be counted.
    /// The cache must be warm.
    /// </summary>
    public static (TortoiseMachine Machine, IReadOnlyList<(BallotId Ballot, BallotFault Fault)> Skipped) Recover(
        TortoiseOptions options, ConsensusCache atxs, IRecoverySource source, LayerId current, ITraceSink? trace = null)
    {
        var recovery = new TortoiseRecovery(options, atxs, source, trace);
        recovery.Run(current);
        return (recovery._machine, recovery._skipped);
    }

    private void Run(LayerId current)
    {
        var last = _source.LastBallotLayer;
        var start = FindStart();
        foreach (var smesher in _source.MaliciousIdentities())
            _machine.OnMalfeasance(smesher);
        if (_options.EffectiveGenesis.Value != (2ul * _options.LayersPerEpoch) - 1)
            Load(_options.EpochOf(_options.EffectiveGenesis.Add(1)));
        var valid = _source.LastValid;
        if (valid is { } verified)
            _machine.UpdateVerified(verified);
        _machine.UpdateLastLayer(last);
        for (uint layer = start.Value; layer <= last.Value; layer++)
            RecoverLayer(new LayerId(layer));
        var future = _source.LastPublishEpoch.Add(1);
        if (_options.EpochOf(last) != future)
        {
            for (uint epoch = _options.EpochOf(last).Value + 1; epoch <= future.Value; epoch++)
                Load(new EpochId(epoch));
        }

        var tallied = LayerId.Smaller(last, current);
        if (tallied < start)
            return;
        _machine.TallyVotes(tallied);
        for (uint layer = valid?.Value ?? 0; layer >= start.Value; layer--)
        {
            if (_source.AggregatedHash(new LayerId(layer)) is { } hash && !hash.IsZero() && _machine.OnApplied(new LayerId(layer), hash))
                break;
        }
    }

    /// <summary>The first layer to load: after genesis, or the first of the epoch at the window's start where its hashes are stored.</summary>
    private LayerId FindStart()
    {
        var start = _options.EffectiveGenesis.Add(1);
        var applied = _source.LastApplied;
        uint window = _options.WindowOf(applied);
        if (applied.Value <= window)
            return start;
        var first = new LayerId(_options.EpochOf(applied.Sub(window)).Value * _options.LayersPerEpoch);
        if (first <= start || _source.AggregatedHash(first.Sub(1)) is not { } previous || _source.AggregatedHash(first) is not { } opinion)
            return start;
        _machine.RecoverFrom(first, opinion, previous);
        return first;
    }

    private void Load(EpochId epoch)
    {
        foreach (var atx in _source.Atxs(epoch))
            _machine.OnAtx(epoch, atx);
        // The beacon of an epoch behind the start would be ignored.
        if (epoch >= _options.EpochOf(_machine.Evicted.Add(1)) && _source.Beacon(epoch) is { } beacon && !beacon.IsZero())
            _machine.OnBeacon(epoch, beacon);
    }

    private void RecoverLayer(LayerId layer)
    {
        var epoch = _options.EpochOf(layer);
        // Loading an epoch a second time doubles its weight; nodes recovered from a checkpoint at an epoch start agree on that
        // (spec 06 §11, pitfall i).
        if (layer.Value % _options.LayersPerEpoch == 0)
            Load(epoch);
        var hare = TortoiseOptions.Within(_options.Hdist, layer.Value, _machine.Last.Value) ? _source.HareOutput(layer) : null;
        _machine.OnRecoveredBlocks(layer, [.. _source.Blocks(layer)], hare);
        var ballots = _source.Ballots(layer).ToList();
        foreach (var ballot in ballots.Where(ballot => ballot.EpochData is not null).Concat(ballots.Where(ballot => ballot.EpochData is null)))
        {
            if (_machine.OnRecoveredBallot(ballot) is { } fault)
                _skipped.Add((ballot.Id, fault));
        }

        if (_source.WeakCoin(layer) is { } coin)
            _machine.OnWeakCoin(layer, coin);
    }
}
