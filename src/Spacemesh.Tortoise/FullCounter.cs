namespace Spacemesh.Tortoise;

/// <summary>Full mode: every vote of every ballot is counted on its block (spec 06 §7.3).</summary>
internal sealed class FullCounter(CountingState state)
{
    private Decision[] _decisions = new Decision[16];

    public void Count(BallotRecord ballot)
    {
        ulong due = (ulong)ballot.Layer + state.Options.BadBeaconVoteDelayLayers;
        if (ballot.BadBeacon && due > state.Last)
        {
            Delay(ballot, due);
            return;
        }

        if (ballot.Malicious)
            return;
        var weight = ballot.Weight;
        ulong height = ballot.Height;
        for (var vote = ballot.Votes; vote is not null && vote.Layer > state.Evicted; vote = vote.Previous)
        {
            if (vote.Abstain)
                continue;
            var layer = state.Layers[vote.Layer];
            bool empty = true;
            foreach (var block in layer.Blocks)
            {
                if (block.Height > height)
                    break;
                if (vote.Supports(block))
                {
                    block.Margin += weight;
                    empty = false;
                }
                else
                {
                    block.Margin -= weight;
                }
            }

            if (empty)
                layer.Empty += weight;
            else
                layer.Empty -= weight;
        }
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
            {
                foreach (var ballot in layer.Ballots)
                    Count(ballot);
            }

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
