using System.Runtime.InteropServices;

namespace Spacemesh.Tortoise;

/// <summary>Full mode: every vote of every ballot is counted on its block (spec 06 §7.3).</summary>
internal sealed class FullCounter(CountingState state)
{
    /// <summary>Weights that are counted in one walk; only while a layer is counted.</summary>
    private readonly Dictionary<(VoteNode Votes, ulong Height), Int128> _together = [];
    private Decision[] _decisions = new Decision[16];

    public void Count(BallotRecord ballot)
    {
        if (Counts(ballot))
            Count(ballot.Votes, ballot.Height, Margin.Units(ballot.Weight));
    }

    /// <summary>
    /// Counts a layer's ballots: those of like votes and height together, for sums of weights do not ask how they came about. An honest
    /// layer is one walk through the window instead of one for each ballot.
    /// </summary>
    public void CountAll(List<BallotRecord> ballots)
    {
        _together.Clear();
        foreach (var ballot in ballots)
        {
            if (!Counts(ballot) || ballot.Votes is not { } votes)
                continue;
            ref var weight = ref CollectionsMarshal.GetValueRefOrAddDefault(_together, (votes, ballot.Height), out _);
            weight = checked(weight + Margin.Units(ballot.Weight));
        }

        foreach (var ((votes, height), weight) in _together)
            Count(votes, height, weight);
        _together.Clear();
    }

    public void CountDelayed(uint layer)
    {
        if (!state.Delayed.Remove(layer, out var ballots))
            return;
        foreach (var ballot in ballots)
            Count(ballot);
    }

    /// <summary>Counts all layers up to the processed one.</summary>
    public void CatchUp()
    {
        state.IsFull = true;
        for (uint id = Math.Max(state.Counted, state.Evicted) + 1; id <= state.Processed; id++)
        {
            if (state.Layers.Find(id) is { } layer)
                CountAll(layer.Ballots);

            CountDelayed(id);
            state.Counted = id;
        }
    }

    public bool Verify(LayerRecord layer, out bool changed)
    {
        changed = false;
        var threshold = state.GlobalThreshold(layer.Id);
        bool empty = layer.Empty.Crosses(threshold) > 0;
        var blocks = layer.Blocks;
        if (blocks.Count == 0)
            return empty;
        if (_decisions.Length < blocks.Count)
            _decisions = new Decision[blocks.Count * 2];
        for (int i = 0; i < blocks.Count; i++)
        {
            var decision = (Decision)blocks[i].Margin.Crosses(threshold);
            _decisions[i] = decision == Decision.Neutral && empty ? Decision.Against : decision;
        }

        return LayerVerification.Verify(blocks, _decisions, out changed);
    }

    /// <summary>Whether the ballot counts now; one with a bad beacon may count later, a malicious one never does.</summary>
    private bool Counts(BallotRecord ballot)
    {
        ulong due = (ulong)ballot.Layer + state.Options.BadBeaconVoteDelayLayers;
        if (ballot.BadBeacon && due > state.Last)
        {
            Delay(ballot, due);
            return false;
        }

        return !ballot.Malicious;
    }

    /// <summary>Counts the weight of one or more ballots with these votes and this height.</summary>
    private void Count(VoteNode? votes, ulong height, Int128 weight)
    {
        uint evicted = state.Evicted;
        var layers = state.Layers;
        for (var vote = votes; vote is not null && vote.Layer > evicted; vote = vote.Previous)
        {
            if (vote.Abstain)
                continue;
            var layer = layers[vote.Layer];
            bool empty = true;
            foreach (var block in CollectionsMarshal.AsSpan(layer.Blocks))
            {
                if (block.Height > height)
                    break;
                if (vote.Supports(block))
                {
                    block.Margin.Add(weight);
                    empty = false;
                }
                else
                {
                    block.Margin.Subtract(weight);
                }
            }

            if (empty)
                layer.Empty.Add(weight);
            else
                layer.Empty.Subtract(weight);
        }
    }

    private void Delay(BallotRecord ballot, ulong due)
    {
        // A layer beyond all layers never comes.
        if (due > uint.MaxValue)
            return;
        if (!state.Delayed.TryGetValue((uint)due, out var ballots))
            state.Delayed.Add((uint)due, ballots = []);
        ballots.Add(ballot);
    }
}
