namespace Spacemesh.Tortoise;

/// <summary>Verifying mode: ballots that agree with us wholly carry every layer before them (spec 06 §7.2).</summary>
internal sealed class VerifyingCounter(CountingState state)
{
    private Decision[] _decisions = new Decision[16];

    public void Count(BallotRecord ballot)
    {
        if (!IsGood(ballot))
            return;
        for (uint layer = ballot.Layer; layer <= state.Processed; layer++)
            state.Layers[layer].GoodUncounted += ballot.Weight;
        state.TotalGoodWeight += ballot.Weight;
    }

    /// <summary>Counts all ballots after a layer again: one pass, however many layers there are (spec 06 §7.1).</summary>
    public void CountAgain(uint from)
    {
        var sum = state.Layers[from].GoodUncounted;
        for (uint id = from + 1; id <= state.Processed; id++)
        {
            var layer = state.Layers[id];
            foreach (var ballot in layer.Ballots)
            {
                if (IsGood(ballot))
                    sum += ballot.Weight;
            }

            layer.GoodUncounted = sum;
        }

        state.TotalGoodWeight = sum;
    }

    public bool Verify(LayerRecord layer, out bool changed)
    {
        changed = false;
        if (!layer.HareTerminated)
            return false;
        var margin = state.TotalGoodWeight - layer.GoodUncounted;
        var expected = state.Thresholds.Expected(state.Processed, state.Last, layer.Id);
        var uncounted = expected - margin;
        if (uncounted.IsPositive)
            margin -= uncounted;
        if (margin.Crosses(Thresholds.Global(expected, state.LocalThreshold)) <= 0)
            return false;
        var blocks = layer.Blocks;
        if (_decisions.Length < blocks.Count)
            _decisions = new Decision[blocks.Count * 2];
        for (int i = 0; i < blocks.Count; i++)
        {
            _decisions[i] = blocks[i].Height > layer.ReferenceHeight
                ? Decision.Neutral
                : state.LocalVote(state.Last, blocks[i]) ?? Decision.Neutral;
        }

        return LayerVerification.Verify(blocks, _decisions, out changed);
    }

    /// <summary>Whether a ballot saw the same history as we do and enough heights to judge it.</summary>
    private bool IsGood(BallotRecord ballot) =>
        !ballot.BadBeacon
        && state.Layers.Find(ballot.Layer - 1) is { } before
        && before.Opinion == ballot.Opinion
        && before.ReferenceHeight <= ballot.Height;
}
