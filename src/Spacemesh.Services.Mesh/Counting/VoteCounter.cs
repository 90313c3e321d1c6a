using System.Diagnostics.CodeAnalysis;
using Spacemesh.AtxsData;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Tortoise;
using Spacemesh.Tortoise.Tracing;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Services.Mesh.Counting;

/// <summary>
/// The owner of the node's vote counting: every call goes through one lock, taken last of all and never held while calling out but to the
/// ATX cache, whose lock is inside. ATXs, malicious identities and beacons come to it as an observer of the intakes.
/// </summary>
public sealed class VoteCounter : IVoteCounter, IChainObserver
{
    private readonly Lock _entry = new();
    private readonly TortoiseMachine _machine;

    private readonly VotingInstruments _instruments;
    private readonly TimeProvider _time;

    private VoteCounter(TortoiseMachine machine, IReadOnlyList<(BallotId Ballot, BallotFault Fault)> skipped, VotingInstruments instruments, TimeProvider time) =>
        (_machine, Skipped, _instruments, _time) = (machine, skipped, instruments, time);

    public TortoiseOptions Options => _machine.Options;

    /// <summary>Stored ballots that could not be counted at the start.</summary>
    public IReadOnlyList<(BallotId Ballot, BallotFault Fault)> Skipped { get; }

    public LayerId LatestVerified
    {
        get
        {
            lock (_entry)
                return _machine.LatestVerified;
        }
    }

    /// <summary>Whether margins of all blocks are counted, because the verifying mode could not decide.</summary>
    public bool IsFull
    {
        get
        {
            lock (_entry)
                return _machine.IsFull;
        }
    }

    /// <summary>
    /// The counting as it stands over the stored layers (spec 06 §11). The cache must be warm for <see cref="TortoiseOptions.WindowEpochs"/>
    /// of the last applied layer; whatever is stored afterwards must reach the result as observer.
    /// </summary>
    public static VoteCounter Recover(
        TortoiseOptions options, ConsensusCache atxs, IStateDatabase state, LayerId current, ITraceSink? trace = null, NodeInstruments? instruments = null, TimeProvider? time = null)
    {
        var (machine, skipped) = TortoiseRecovery.Recover(options, atxs, new StoredLayers(state, atxs), current, trace);
        return new VoteCounter(machine, skipped, (instruments ?? NodeInstruments.Unheard).Voting, time ?? new NoClock());
    }

    public void AtxAccepted(EpochId target, in AtxEntry atx)
    {
        long began = _time.GetTimestamp();
        TimeSpan wait;
        lock (_entry)
        {
            wait = _time.GetElapsedTime(began);
            _machine.OnAtx(target, atx);
        }

        _instruments.OnAtx(wait, _time.GetElapsedTime(began) - wait);
    }

    public void IdentityMalicious(NodeId identity)
    {
        lock (_entry)
            _machine.OnMalfeasance(identity);
    }

    public void BeaconChosen(EpochId epoch, Beacon beacon)
    {
        lock (_entry)
            _machine.OnBeacon(epoch, beacon);
    }

    public void OnBlock(in Vote header)
    {
        long began = _time.GetTimestamp();
        TimeSpan wait;
        bool isLate;
        lock (_entry)
        {
            wait = _time.GetElapsedTime(began);
            isLate = header.LayerId <= _machine.Processed;
            _machine.OnBlock(header);
        }

        _instruments.OnBlock(isLate, wait, _time.GetElapsedTime(began) - wait);
    }

    public void OnHareOutput(LayerId layer, BlockId output)
    {
        long began = _time.GetTimestamp();
        TimeSpan wait;
        lock (_entry)
        {
            wait = _time.GetElapsedTime(began);
            _machine.OnHareOutput(layer, output);
        }

        _instruments.OnHareOutput(wait, _time.GetElapsedTime(began) - wait);
    }

    public void OnWeakCoin(LayerId layer, bool coin)
    {
        lock (_entry)
            _machine.OnWeakCoin(layer, coin);
    }

    public void TallyVotes(LayerId last)
    {
        long began = _time.GetTimestamp();
        TimeSpan wait;
        lock (_entry)
        {
            wait = _time.GetElapsedTime(began);
            _machine.TallyVotes(last);
        }

        _instruments.Tallied(wait, _time.GetElapsedTime(began) - wait);
    }

    public IReadOnlyList<LayerResult> Updates()
    {
        lock (_entry)
            return _machine.Updates();
    }

    public bool OnApplied(LayerId layer, Hash32 opinion)
    {
        lock (_entry)
            return _machine.OnApplied(layer, opinion);
    }

    /// <summary>Decodes a ballot and checks the opinion that it signed; null where it may be stored.</summary>
    public BallotFault? DecodeBallot(TortoiseBallot ballot, out DecodedBallot? decoded)
    {
        long began = _time.GetTimestamp();
        TimeSpan wait;
        BallotFault? fault;
        lock (_entry)
        {
            wait = _time.GetElapsedTime(began);
            fault = _machine.DecodeBallot(ballot, out decoded);
        }

        _instruments.OnBallot("decode", wait, _time.GetElapsedTime(began) - wait);
        if (fault is not null)
            _instruments.Failed();
        return fault;
    }

    /// <summary>Counts a decoded ballot that is stored.</summary>
    public BallotFault? StoreBallot(DecodedBallot decoded, bool malicious)
    {
        long began = _time.GetTimestamp();
        TimeSpan wait;
        BallotFault? fault;
        bool isFull;
        lock (_entry)
        {
            wait = _time.GetElapsedTime(began);
            fault = _machine.StoreBallot(decoded, malicious);
            isFull = _machine.IsFull;
        }

        _instruments.OnBallot(isFull ? "full_count" : "verifying_count", wait, _time.GetElapsedTime(began) - wait);
        return fault;
    }

    /// <summary>A counted ballot.</summary>
    public bool TryGetBallot(BallotId id, out BallotSummary ballot)
    {
        lock (_entry)
            return _machine.TryGetBallot(id, out ballot);
    }

    /// <summary>Votes for a ballot in layer <paramref name="current"/>, or why there are none.</summary>
    public bool TryEncodeVotes(LayerId current, [NotNullWhen(true)] out Opinion? opinion, [NotNullWhen(false)] out string? failure)
    {
        long began = _time.GetTimestamp();
        TimeSpan wait;
        bool encoded;
        lock (_entry)
        {
            wait = _time.GetElapsedTime(began);
            encoded = _machine.TryEncodeVotes(current, out opinion, out failure);
        }

        _instruments.Encoded(wait, _time.GetElapsedTime(began) - wait);
        if (!encoded)
            _instruments.Failed();
        return encoded;
    }

    /// <summary>The ids that the ATX cache lacks for an epoch, in their order.</summary>
    public IReadOnlyList<AtxId> MissingActiveSet(EpochId epoch, ReadOnlySpan<AtxId> ids)
    {
        lock (_entry)
            return _machine.MissingActiveSet(epoch, ids);
    }

    /// <summary>A picture of the whole state, for diagnosis.</summary>
    public TortoiseSnapshot Snapshot()
    {
        lock (_entry)
            return _machine.Snapshot();
    }

    /// <summary>For a counting whose times nobody wants.</summary>
    private sealed class NoClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
