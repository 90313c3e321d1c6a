using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>Tallies layers: counts their ballots, keeps opinions, verifies and evicts (spec 06 §7).</summary>
internal sealed class LayerCounter(CountingState state)
{
    private readonly VerifyingCounter _verifying = new(state);
    private readonly FullCounter _full = new(state);

    /// <summary>The ballots of the layer that is tallied; only meanwhile.</summary>
    private readonly List<BallotRecord> _counted = [];

    private delegate bool Verification(LayerRecord layer, out bool changed);

    public void Tally(uint last)
    {
        state.UpdateLast(last);
        while (state.Retriable.TryPeek(out var waiting) && BeaconOf(waiting) is not null)
        {
            state.Retriable.Dequeue();
            Count(waiting);
        }

        while (state.Processed < state.Last)
            TallyNext(state.Processed + 1);
        VerifyLayers();
        Evict();
    }

    public void OnHareOutput(uint id, BlockId output)
    {
        if (id <= state.Evicted)
            return;
        var layer = state.Layers[id];
        layer.HareTerminated = true;
        BlockId? previous = null;
        foreach (var block in layer.Blocks)
        {
            if (block.Hare == Decision.Support)
                previous = block.Id;
            block.Hare = block.Id == output ? Decision.Support : Decision.Against;
        }

        if (previous == output)
            return;
        if (id <= state.Processed && TortoiseOptions.Within(state.Options.Hdist, id, state.Last))
            ChangeOpinions(id, early: true);
    }

    /// <summary>Counts a ballot of a tallied layer (spec 06 §6.4).</summary>
    public void Count(BallotRecord ballot)
    {
        if (TryVerify(ballot) && ballot.Layer <= state.Counted)
            _full.Count(ballot);
    }

    /// <summary>Drops layers behind the window (spec 06 §7.6), however many at once.</summary>
    public void Evict()
    {
        uint verified = state.Verified;
        if (verified <= (ulong)state.Options.EffectiveGenesis.Value + state.Options.Hdist)
            return;
        uint window = state.Options.WindowOf(new LayerId(verified));
        if (verified < window)
            return;
        uint start = verified - window;
        if (start <= state.Evicted || (state.Pending != 0 && state.Pending < start))
            return;
        for (uint id = state.Evicted + 1; id < start; id++)
            Remove(id);
        state.Evicted = start - 1;
        if (state.Layers.Find(start) is { } first)
        {
            first.FixPrevious(first.PreviousOpinion);
            foreach (var ballot in first.Ballots)
                Cut(ballot, start);
        }
    }

    private Beacon? BeaconOf(BallotRecord ballot) =>
        state.Epochs.TryGetValue(state.EpochOf(ballot.Layer), out var epoch) ? epoch.Beacon : null;

    /// <summary>Compares the beacon and counts a ballot for verifying mode; false where it is not counted now.</summary>
    private bool TryVerify(BallotRecord ballot)
    {
        if (ballot.Layer - 1 <= state.Evicted)
            return false;
        if (BeaconOf(ballot) is not { } beacon)
        {
            state.Retriable.Enqueue(ballot);
            return false;
        }

        ballot.BadBeacon = ballot.Reference!.Beacon != beacon;
        _verifying.Count(ballot);
        return true;
    }

    private void TallyNext(uint id)
    {
        var options = state.Options;
        var layer = state.Layers[id];
        if (options.Ordinal(id) == 0)
            state.UpdateEpochHeight(state.EpochOf(id));
        foreach (var block in layer.Blocks)
            state.UpdateReferenceHeight(layer, block);
        if (id - 1 > state.Evicted)
        {
            var before = state.Layers[id - 1];
            layer.GoodUncounted += before.GoodUncounted;
            layer.Follow(before);
        }

        state.Processed = id;
        if (state.IsFull)
        {
            _full.CountDelayed(id);
            state.Counted = id;
        }

        var counted = _counted;
        counted.Clear();
        foreach (var ballot in layer.Ballots)
        {
            if (TryVerify(ballot))
                counted.Add(ballot);
        }

        if (id <= state.Counted)
            _full.CountAll(counted);
        counted.Clear();
        if (layer.UpdateOpinion(options.Hdist, state.Last))
            state.DeliverFrom(state.Last);
        if (id > options.Zdist && id - options.Zdist > state.Evicted && !state.Layers[id - options.Zdist].HareTerminated)
            OnHareOutput(id - options.Zdist, default);
        if (id > options.Hdist && id - options.Hdist > state.Evicted)
            ChangeOpinions(id - options.Hdist, early: true);
    }

    /// <summary>Computes opinions again from a layer on; where one changed, the ballots after it are judged anew (spec 06 §7.1).</summary>
    private void ChangeOpinions(uint from, bool early)
    {
        uint changed = uint.MaxValue;
        for (uint id = from; id <= state.Processed; id++)
        {
            if (state.Layers[id].UpdateOpinion(state.Options.Hdist, state.Last))
                changed = Math.Min(changed, id);
            else if (early)
                break;
        }

        if (changed == uint.MaxValue)
            return;
        state.DeliverFrom(changed);
        _verifying.CountAgain(from);
    }

    private void VerifyLayers()
    {
        var options = state.Options;
        uint verified;
        uint changed;
        if (state.IsFull)
        {
            _full.CatchUp();
            (verified, changed) = Prefix(_full.Verify);
            var (byVerifying, changedByVerifying) = Prefix(_verifying.Verify);
            if (verified == state.Processed - 1 && verified == byVerifying)
            {
                state.IsFull = false;
                changed = Math.Min(changed, changedByVerifying);
            }
        }
        else
        {
            (verified, changed) = Prefix(_verifying.Verify);
            if (!TortoiseOptions.Within(options.Hdist, verified + 1, state.Last))
            {
                _full.CatchUp();
                (verified, uint changedByFull) = Prefix(_full.Verify);
                changed = Math.Min(changed, changedByFull);
            }
        }

        uint newVerified = Math.Max(state.Evicted, options.EffectiveGenesis.Value);
        for (uint id = state.Evicted + 1; id < state.Processed; id++)
        {
            if (verified < id)
            {
                if (id < state.Verified)
                    changed = Math.Min(changed, id);
                break;
            }

            if (id > state.Verified)
                changed = Math.Min(changed, id);
            newVerified = id;
        }

        if (changed != uint.MaxValue)
        {
            state.DeliverFrom(changed);
            ChangeOpinions(changed, early: false);
        }

        state.Verified = newVerified;
    }

    /// <summary>The last layer that verifies without a gap, and the lowest whose validity changed.</summary>
    private (uint Verified, uint Changed) Prefix(Verification verify)
    {
        uint verified = state.Evicted;
        uint lowest = uint.MaxValue;
        for (uint id = state.Evicted + 1; id < state.Processed; id++)
        {
            if (!verify(state.Layers[id], out bool changed))
                break;
            if (changed)
                lowest = Math.Min(lowest, id);
            verified = id;
        }

        return (verified, lowest);
    }

    private void Remove(uint id)
    {
        if (state.Layers.Find(id) is { } layer)
        {
            if (state.Layers.Find(id + 1) is { } next)
                next.FixPrevious(next.PreviousOpinion);
            foreach (var ballot in layer.Ballots)
                state.Ballots.Remove(ballot.Id);
            state.Layers.Remove(id);
        }

        uint epoch = state.EpochOf(id);
        if (state.EpochOf(id + 1) == epoch)
            return;
        state.Epochs.Remove(epoch);
        state.Atxs.EvictEpoch(new EpochId(epoch));
    }

    /// <summary>Drops what a ballot votes on removed layers. The nodes are shared: the cut of one ballot is seen by all.</summary>
    private static void Cut(BallotRecord ballot, uint start)
    {
        for (var vote = ballot.Votes; vote is not null; vote = vote.Previous)
        {
            if (vote.Previous is { } previous && previous.Layer < start)
            {
                vote.Previous = null;
                return;
            }

            if (vote.Layer < start)
            {
                ballot.Votes = null;
                return;
            }
        }
    }
}
