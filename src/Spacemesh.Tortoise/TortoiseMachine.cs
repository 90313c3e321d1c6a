using System.Diagnostics.CodeAnalysis;
using Spacemesh.AtxsData;
using Spacemesh.Primitives;
using Spacemesh.Tortoise.Tracing;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise;

/// <summary>
/// The vote counting that makes history final (spec 06 §5–9): events in, results out. Not thread-safe; its owner calls it from one place
/// at a time. Every call is written to the tracer, if there is one.
/// </summary>
public sealed class TortoiseMachine
{
    private readonly CountingState _state;
    private readonly LayerCounter _counter;
    private readonly BallotDecoder _decoder;
    private readonly VoteEncoder _encoder;
    private readonly TraceWriter? _trace;

    public TortoiseMachine(TortoiseOptions options, ConsensusCache atxs, ITraceSink? trace = null)
    {
        options.Validate();
        _state = new CountingState(options, atxs);
        _counter = new LayerCounter(_state);
        _decoder = new BallotDecoder(_state, _counter);
        _encoder = new VoteEncoder(_state);
        _trace = trace is null ? null : new TraceWriter(trace);
        _trace?.Config(options);
    }

    public TortoiseOptions Options => _state.Options;

    /// <summary>Last layer of the verified prefix; 0 until the first tally.</summary>
    public LayerId LatestVerified => new(_state.Verified);

    /// <summary>Last layer that was tallied.</summary>
    public LayerId Processed => new(_state.Processed);

    /// <summary>Highest layer known.</summary>
    public LayerId Last => new(_state.Last);

    /// <summary>Last layer that has left memory.</summary>
    public LayerId Evicted => new(_state.Evicted);

    public bool IsFull => _state.IsFull;

    internal CountingState State => _state;

    /// <summary>Takes an ATX of its target epoch; only for ATXs that are new to the cache, a second call counts its weight twice.</summary>
    public void OnAtx(EpochId target, in AtxEntry atx)
    {
        var epoch = _state.Epoch(target.Value);
        if (!_state.Malicious.Contains(atx.Smesher))
            epoch.Weight += Fixed.FromInteger(atx.Weight);
        if (target.Value == _state.EpochOf(_state.Last))
            _state.LocalThreshold = _state.Thresholds.Local(target.Value);
        _trace?.Atx(target, atx);
    }

    /// <summary>Marks an identity as malicious for what comes later; nothing counted so far changes.</summary>
    public void OnMalfeasance(NodeId smesher)
    {
        _state.Malicious.Add(smesher);
        _trace?.Malfeasance(smesher);
    }

    /// <summary>Whether an identity was reported as malicious.</summary>
    public bool IsMalfeasant(NodeId smesher) => _state.Malicious.Contains(smesher);

    public void OnBeacon(EpochId epoch, Beacon beacon)
    {
        if (epoch.Value >= _state.EpochOf(_state.Evicted + 1))
            _state.Epoch(epoch.Value).Beacon = beacon;
        _trace?.Beacon(epoch, beacon);
    }

    public void OnWeakCoin(LayerId layer, bool coin)
    {
        if (layer.Value > _state.Evicted)
            _state.Layers[layer.Value].Coin = coin ? Decision.Support : Decision.Against;
        _trace?.WeakCoin(layer, coin);
    }

    /// <summary>Takes a block's header once its body is here; before the hare output of its layer (spec 06 §5.3).</summary>
    public void OnBlock(in Vote header)
    {
        _state.OnBlock(header);
        _trace?.Block(header);
    }

    /// <summary>Takes the block that hare or a certificate chose; an empty id says that the layer is empty.</summary>
    public void OnHareOutput(LayerId layer, BlockId output)
    {
        _counter.OnHareOutput(layer.Value, output);
        _trace?.HareOutput(layer, output);
    }

    /// <summary>Decodes a ballot and checks the opinion it signed. <see cref="StoreBallot"/> then counts it.</summary>
    public BallotFault? DecodeBallot(TortoiseBallot ballot, out DecodedBallot? decoded)
    {
        var fault = _decoder.Decode(ballot, recovering: false, out decoded);
        if (fault is { Kind: BallotFaultKind.Evicted })
            fault = BallotDecoder.Undecodable(fault.Kind, ballot);
        fault ??= BallotDecoder.CheckOpinion(ballot, decoded!);
        if (fault is not null)
            decoded = null;
        _trace?.Decode(ballot, fault);
        return fault;
    }

    /// <summary>Counts a decoded ballot. The flag marks it malicious but leaves the weight it was decoded with.</summary>
    public BallotFault? StoreBallot(DecodedBallot decoded, bool malicious = false)
    {
        if (malicious)
            decoded.Record.Malicious = true;
        var fault = _decoder.Store(decoded);
        _trace?.Store(decoded.Id, malicious, fault);
        return fault;
    }

    /// <summary>Decodes and counts a ballot that is trusted already: the signed opinion is not compared.</summary>
    public BallotFault? OnBallot(TortoiseBallot ballot)
    {
        var fault = _decoder.Decode(ballot, recovering: false, out var decoded);
        fault ??= _decoder.Store(decoded!);
        _trace?.Ballot(ballot);
        return fault;
    }

    /// <summary>Counts a stored ballot while recovering: gaps in its history are tolerated, its signed opinion holds (spec 06 §11).</summary>
    public BallotFault? OnRecoveredBallot(TortoiseBallot ballot)
    {
        var fault = _decoder.Decode(ballot, recovering: true, out var decoded);
        if (fault is null)
        {
            if (decoded!.Record.Votes is { } votes)
                votes.Opinion = ballot.Opinion.Hash;
            fault = _decoder.Store(decoded);
        }

        _trace?.RecoveredBallot(ballot);
        return fault;
    }

    /// <summary>Takes the stored blocks of a layer with their validity, and its hare output if that is stored (spec 06 §11).</summary>
    public void OnRecoveredBlocks(LayerId layer, IReadOnlyList<RecoveredBlock> blocks, BlockId? hareOutput)
    {
        uint id = layer.Value;
        if (id > _state.Evicted)
        {
            var record = _state.Layers[id];
            foreach (var block in blocks)
            {
                if (record.Find(block.Header.Id, block.Header.Height) is null)
                    _state.AddBlock(record, new BlockRecord(block.Header) { Data = true, Validity = block.Valid ? Decision.Support : Decision.Neutral });
            }

            if (hareOutput is { } output)
            {
                _counter.OnHareOutput(id, output);
            }
            else if (!TortoiseOptions.Within(Options.Hdist, id, _state.Last))
            {
                record.HareTerminated = true;
                foreach (var block in record.Blocks)
                {
                    if (block.Validity == Decision.Neutral)
                        block.Validity = Decision.Against;
                }
            }
        }

        _trace?.RecoveredBlocks(layer, blocks, hareOutput);
    }

    /// <summary>Begins at a layer whose opinion, and that of the layer before, are known; everything before counts as evicted.</summary>
    public void RecoverFrom(LayerId layer, Hash32 opinion, Hash32 previous)
    {
        _state.Evicted = _state.Processed = layer.Value - 1;
        _state.Pending = _state.Verified = _state.Last = layer.Value;
        var record = _state.Layers[layer.Value];
        record.Opinion = opinion;
        record.FixPrevious(previous);
        _trace?.RecoverFrom(layer, opinion, previous);
    }

    /// <summary>Raises the highest known layer (recovery).</summary>
    public void UpdateLastLayer(LayerId last)
    {
        _state.UpdateLast(last.Value);
        _trace?.UpdateLastLayer(last);
    }

    /// <summary>Sets the verified layer (recovery).</summary>
    public void UpdateVerified(LayerId verified)
    {
        _state.Verified = verified.Value;
        _trace?.UpdateVerified(verified);
    }

    /// <summary>Counts all layers up to <paramref name="last"/> and verifies what can be.</summary>
    public void TallyVotes(LayerId last)
    {
        _counter.Tally(last.Value);
        _trace?.Tally(last);
    }

    /// <summary>Votes for a ballot in the layer after the last.</summary>
    public bool TryEncodeVotes([NotNullWhen(true)] out Opinion? opinion, [NotNullWhen(false)] out string? failure) =>
        TryEncodeVotes(Last.AddSaturating(1), out opinion, out failure);

    /// <summary>Votes for a ballot in layer <paramref name="current"/>, or why there are none.</summary>
    public bool TryEncodeVotes(LayerId current, [NotNullWhen(true)] out Opinion? opinion, [NotNullWhen(false)] out string? failure)
    {
        bool ok = _encoder.TryEncode(current.Value, out opinion, out failure);
        _trace?.Encode(current, opinion, failure);
        return ok;
    }

    /// <summary>Results of all layers that have to be delivered, until <see cref="OnApplied"/> says that they are.</summary>
    public IReadOnlyList<LayerResult> Updates()
    {
        uint from = _state.Pending;
        if (from == 0)
            return [];
        var results = new List<LayerResult>();
        for (uint id = Math.Max(from, _state.Evicted + 1); id <= _state.Processed; id++)
            results.Add(ResultOf(id));
        _trace?.Updates(new LayerId(from), Processed, results);
        return results;
    }

    /// <summary>Says that a layer is applied with this opinion; true when that still is the opinion.</summary>
    public bool OnApplied(LayerId layer, Hash32 opinion)
    {
        bool current = layer.Value > _state.Evicted && _state.Layers.Find(layer.Value) is { } record && record.Opinion == opinion;
        if (current)
        {
            uint pending = Math.Min(layer.AddSaturating(1).Value, _state.Processed);
            if (pending != _state.Pending)
            {
                _state.Pending = pending;
                _counter.Evict();
            }
        }

        _trace?.Applied(layer, opinion, current);
        return current;
    }

    /// <summary>A counted ballot.</summary>
    public bool TryGetBallot(BallotId id, out BallotSummary ballot)
    {
        ballot = default;
        if (!_state.Ballots.TryGetValue(id, out var record) || record.Reference is not { } reference)
            return false;
        ballot = new BallotSummary(new LayerId(record.Layer), reference.Atx, reference.Smesher, reference.Beacon, reference.ExpectedBallots);
        return true;
    }

    /// <summary>The ids of an active set that the ATX cache lacks, in their order.</summary>
    public IReadOnlyList<AtxId> MissingActiveSet(EpochId epoch, ReadOnlySpan<AtxId> ids) => _state.Atxs.Missing(epoch, ids);

    /// <summary>A picture of the whole state, for diagnosis and comparison.</summary>
    public TortoiseSnapshot Snapshot() => TortoiseSnapshot.Of(_state);

    private LayerResult ResultOf(uint id)
    {
        var layer = _state.Layers[id];
        var blocks = new BlockResult[layer.Blocks.Count];
        for (int i = 0; i < blocks.Length; i++)
        {
            var block = layer.Blocks[i];
            blocks[i] = new BlockResult(
                block.Header,
                block.Data,
                block.Hare == Decision.Support,
                block.Validity == Decision.Support,
                block.Validity == Decision.Against,
                block.Margin.Crosses(_state.LocalThreshold) > 0);
        }

        return new LayerResult(new LayerId(id), _state.Verified >= id, layer.Opinion, blocks);
    }
}
