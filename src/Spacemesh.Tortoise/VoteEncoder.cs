using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise;

/// <summary>Writes our opinion as the differences to a base ballot (spec 06 §8).</summary>
internal sealed class VoteEncoder(CountingState state)
{
    private readonly BallotRecord _genesis = new(default, state.Options.EffectiveGenesis.Value, null, null);

    /// <summary>Votes of a ballot in layer <paramref name="current"/>, on the first base that can carry them.</summary>
    public bool TryEncode(uint current, [NotNullWhen(true)] out Opinion? opinion, [NotNullWhen(false)] out string? failure)
    {
        failure = null;
        if (state.Retriable.Count > 0)
        {
            opinion = null;
            failure = string.Create(
                CultureInfo.InvariantCulture, $"all ballots from processed layers ({state.Retriable.Count}) must be counted before encoding votes");
            return false;
        }

        string? last = null;
        opinion = Candidates(current).Select(ballot => Encode(ballot, current, ref last)).FirstOrDefault(encoded => encoded is not null);
        if (opinion is not null)
            return true;
        failure = last is null ? "no ballots within a sliding window" : $"failed to encode votes: {last}";
        return false;
    }

    /// <summary>Ballots that may serve as base: newest layer first, in the order of arrival.</summary>
    private IEnumerable<BallotRecord> Candidates(uint current)
    {
        for (uint id = current; id > state.Evicted + 1;)
        {
            id--;
            if (id == _genesis.Layer)
                yield return _genesis;
            if (state.Layers.Find(id) is not { } layer)
                continue;
            foreach (var ballot in layer.Ballots)
            {
                if (!ballot.Malicious)
                    yield return ballot;
            }
        }
    }

    private Opinion? Encode(BallotRecord @base, uint current, ref string? failure)
    {
        var support = new List<Vote>();
        var against = new List<Vote>();
        var abstain = new List<LayerId>();
        for (var vote = @base.Votes; vote is not null && vote.Layer > state.Evicted; vote = vote.Previous)
        {
            if (state.Layers.Find(vote.Layer) is not { HareTerminated: true } layer)
            {
                if (!vote.Abstain)
                    abstain.Add(new LayerId(vote.Layer));
                continue;
            }

            if (vote.Abstain)
            {
                failure = $"ballot {@base.Id} can't be used as a base ballot";
                return null;
            }

            foreach (var block in CollectionsMarshal.AsSpan(layer.Blocks))
            {
                if (!TryVote(block, current, out var decision, ref failure))
                    return null;
                if (decision == (vote.Supports(block) ? Decision.Support : Decision.Against))
                    continue;
                if (decision == Decision.Support)
                    support.Add(block.Header);
                else if (decision == Decision.Against)
                    against.Add(block.Header);
            }
        }

        for (uint id = @base.Layer; id < current; id++)
        {
            if (state.Layers.Find(id) is not { HareTerminated: true } layer)
            {
                abstain.Add(new LayerId(id));
                continue;
            }

            foreach (var block in CollectionsMarshal.AsSpan(layer.Blocks))
            {
                if (!TryVote(block, current, out var decision, ref failure))
                    return null;
                if (decision == Decision.Support)
                    support.Add(block.Header);
            }
        }

        int exceptions = support.Count + against.Count;
        if (exceptions > state.Options.MaxExceptions)
        {
            failure = string.Create(CultureInfo.InvariantCulture, $"too many exceptions ({exceptions})");
            return null;
        }

        var votes = new Votes(@base.Id, support.ToScaleList(), against.ToScaleList(), abstain.ToScaleList());
        if (VoteDecoder.Decode(current, @base.Layer, @base.Votes, votes, out var chain, out _) is { } fault)
        {
            failure = fault.Message;
            return null;
        }

        return new Opinion(chain?.Opinion ?? default, votes);
    }

    /// <summary>Our full vote on a block: local opinion, then margin, then the weak coin (spec 06 §8).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryVote(BlockRecord block, uint current, out Decision decision, ref string? failure)
    {
        decision = Decision.Against;
        if (!block.Data)
            return true;
        if (state.LocalVote(current, block) is { } local)
        {
            decision = local;
            return true;
        }

        return TryDecide(block, current, out decision, ref failure);
    }

    private bool TryDecide(BlockRecord block, uint current, out Decision decision, ref string? failure)
    {
        decision = (Decision)block.Margin.Crosses(state.LocalThreshold);
        if (decision != Decision.Neutral)
            return true;
        decision = state.Layers.Find(current - 1)?.Coin ?? Decision.Neutral;
        if (decision != Decision.Neutral)
            return true;
        failure = string.Create(
            CultureInfo.InvariantCulture, $"coinflip is not recorded in {current - 1}. required for vote on {block.Id} / {block.Layer}");
        return false;
    }
}
