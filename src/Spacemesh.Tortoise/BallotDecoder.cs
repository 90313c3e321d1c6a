using System.Globalization;
using Spacemesh.Primitives;

namespace Spacemesh.Tortoise;

/// <summary>Turns ballots into records and stores them (spec 06 §6.2, §6.3).</summary>
internal sealed class BallotDecoder(CountingState state, LayerCounter counter)
{
    /// <summary>Weights beyond this many bits would overflow sums of them.</summary>
    private const int MaxWeightBits = 120;

    /// <summary>
    /// Decodes without regard to the signed opinion. A ballot that is stored already comes back as it is. While recovering, an unknown base
    /// and votes on evicted layers are tolerated.
    /// </summary>
    public BallotFault? Decode(TortoiseBallot ballot, bool recovering, out DecodedBallot? decoded)
    {
        decoded = null;
        uint layerId = ballot.Layer.Value;
        if (layerId <= state.Evicted)
            return Undecodable(BallotFaultKind.Evicted, ballot);
        if (state.Ballots.TryGetValue(ballot.Id, out var known))
        {
            decoded = new DecodedBallot(known, 0);
            return null;
        }

        var votes = ballot.Opinion.Votes;
        BallotFault? tolerable = null;
        uint baseLayer = state.Options.EffectiveGenesis.Value;
        VoteNode? baseVotes = null;
        if (!votes.Base.IsZero())
        {
            if (state.Ballots.TryGetValue(votes.Base, out var found))
            {
                (baseLayer, baseVotes) = (found.Layer, found.Votes);
                if (baseLayer >= layerId)
                {
                    return new BallotFault(
                        BallotFaultKind.BaseNotOlder, $"votes for ballot ({ballot.Id}/{ballot.Layer}) should be encoded with base ballot ({found.Id}/{baseLayer}) from previous layers");
                }
            }
            else
            {
                tolerable = new BallotFault(BallotFaultKind.UnknownBase, $"base ballot not in state: {votes.Base}");
                baseLayer = state.Evicted;
            }
        }

        if (ReferenceOf(ballot, out var reference) is { } unreferenced)
            return unreferenced;
        bool malicious = ballot.Malicious || state.Malicious.Contains(ballot.Smesher);
        var weight = Fixed.Zero;
        if (!malicious && !TryWeight(reference!.Weight, ballot.Eligibilities, out weight))
            return new BallotFault(BallotFaultKind.BadWeight, $"ballot {ballot.Id} weighs more than can be counted");
        uint min = 0;
        if (state.Layers.Find(layerId) is not { } layer || !layer.Opinions.TryGetValue(ballot.Opinion.Hash, out var chain))
        {
            if (IsTooFarAhead(layerId, baseLayer))
                return new BallotFault(BallotFaultKind.TooFarAhead, $"ballot {ballot.Id} in layer {ballot.Layer} is too far after its base in layer {baseLayer}");
            if (VoteDecoder.Decode(layerId, baseLayer, baseVotes, votes, out chain, out min) is { } undecodable)
                return undecodable;
            if (min <= state.Evicted)
            {
                string message = string.Create(CultureInfo.InvariantCulture, $"voted blocks were evicted: layer ({min}) outside the window (evicted {state.Evicted})");
                tolerable = tolerable is null
                    ? new BallotFault(BallotFaultKind.EvictedVotes, message)
                    : tolerable with { Message = $"{tolerable.Message}\n{message}" };
            }
        }

        if (tolerable is not null && !recovering)
            return tolerable;
        decoded = new DecodedBallot(new BallotRecord(ballot.Id, layerId, reference, chain) { Weight = weight, Malicious = malicious }, min);
        return null;
    }

    /// <summary>Whether the computed opinion is the one the smesher signed.</summary>
    public static BallotFault? CheckOpinion(TortoiseBallot ballot, DecodedBallot decoded)
    {
        var computed = decoded.Record.Opinion;
        return computed == ballot.Opinion.Hash
            ? null
            : new BallotFault(
                BallotFaultKind.OpinionMismatch,
                $"computed opinion hash {Short(computed)} doesn't match signed {Short(ballot.Opinion.Hash)} for ballot {ballot.Layer} / {ballot.Id}");
    }

    public static BallotFault Undecodable(BallotFaultKind kind, TortoiseBallot ballot) => new(kind, $"can't decode ballot {ballot.Id}");

    public BallotFault? Store(DecodedBallot decoded)
    {
        var ballot = decoded.Record;
        if (ballot.Layer <= state.Evicted)
            return null;
        if (!state.Ballots.TryAdd(ballot.Id, ballot))
            return new BallotFault(BallotFaultKind.AlreadyStored, $"tortoise: ballot exists: {ballot.Id}");
        var layer = state.Layers[ballot.Layer];
        // Listed before its targets are added: the late-block correction and the counting below cancel out (spec 06 §6.3).
        layer.Ballots.Add(ballot);
        var opinion = ballot.Opinion;
        if (layer.Opinions.TryGetValue(opinion, out var known))
        {
            ballot.Votes = known;
        }
        else
        {
            Unify(ballot.Votes, decoded.Min);
            layer.Opinions.Add(opinion, ballot.Votes);
        }

        if (ballot.Layer <= state.Processed)
            counter.Count(ballot);
        return null;
    }

    private static string Short(in Hash32 hash) => Convert.ToHexStringLower(Hash32.Span(in hash)[..5]);

    private static bool TryWeight(Fixed one, uint eligibilities, out Fixed weight)
    {
        weight = Fixed.Zero;
        if (eligibilities != 0 && one.Magnitude > (UInt128.One << MaxWeightBits) / eligibilities)
            return false;
        weight = one * Fixed.FromInteger((ulong)eligibilities);
        return true;
    }

    private static ulong GreatestCommonDivisor(ulong a, ulong b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }

    /// <summary>
    /// A chain has an entry for each layer since the base. The limit is beyond what an honest smesher writes: a base within the window, or
    /// a layer that is not far from the ones we know.
    /// </summary>
    private bool IsTooFarAhead(uint layer, uint baseLayer)
    {
        ulong limit = (ulong)state.Options.WindowOf(new LayerId(state.Last)) + (2ul * state.Options.LayersPerEpoch);
        return layer - (ulong)baseLayer > limit && layer > state.Last + limit;
    }

    /// <summary>The reference data that a ballot declares, or those of the ballot it refers to.</summary>
    private BallotFault? ReferenceOf(TortoiseBallot ballot, out BallotReference? reference)
    {
        reference = null;
        if (ballot.EpochData is not { } data)
        {
            if (ballot.Reference is not { } id)
                return new BallotFault(BallotFaultKind.NoReference, $"ballot {ballot.Id} has neither epoch data nor a reference ballot");
            if (!state.Ballots.TryGetValue(id, out var referred))
                return Undecodable(BallotFaultKind.UnknownReference, ballot);
            reference = referred.Reference;
            return null;
        }

        uint epoch = state.EpochOf(ballot.Layer.Value);
        if (!state.Atxs.TryGet(new EpochId(epoch), ballot.Atx, out var atx))
            return new BallotFault(BallotFaultKind.UnknownAtx, $"atx {ballot.Atx}/{epoch} not in state");
        if (data.Eligibilities == 0)
            return new BallotFault(BallotFaultKind.BadWeight, $"ballot {ballot.Id} claims no eligibilities in its epoch");
        ulong divisor = GreatestCommonDivisor(atx.Weight, data.Eligibilities);
        var weight = Fixed.FromInteger(atx.Weight / divisor).DivideByInteger(data.Eligibilities / divisor);
        reference = new BallotReference(ballot.Smesher, ballot.Atx, data.Eligibilities, data.Beacon, weight, atx.Height);
        return null;
    }

    /// <summary>Replaces the targets of new votes by the blocks of their layers, making those that are missing.</summary>
    private void Unify(VoteNode? votes, uint min)
    {
        for (; votes is not null && votes.Layer >= min; votes = votes.Previous)
        {
            if (votes.Layer <= state.Evicted)
                continue;
            for (int i = 0; i < votes.Supported.Length; i++)
            {
                var target = votes.Supported[i];
                var layer = state.Layers[votes.Layer];
                var existing = layer.Find(target.Id, target.Height);
                if (existing is null)
                {
                    if (!TortoiseOptions.Within(state.Options.Hdist, target.Layer, state.Last))
                        target.Validity = target.Hare = Decision.Against;
                    state.AddBlock(layer, target);
                    existing = target;
                }

                votes.Supported[i] = existing;
            }
        }
    }
}
