using Spacemesh.Primitives;
using Spacemesh.Wire.Beacons;

namespace Spacemesh.Beacons;

/// <summary>
/// The beacon protocol of one node, for all its smeshers together (spec 05 §7): epoch e yields the beacon of e + 1. The owner begins a run at
/// the first layer of an epoch, ends each phase when it is due, does the duties, and brings every message of the four topics. Not thread-safe.
/// </summary>
public sealed class BeaconMachine
{
    private readonly BeaconOptions _options;
    private readonly NetworkParameters _network;
    private readonly BeaconEpochs _epochs;
    private readonly WeakCoin _coin;
    private readonly BeaconRun _run = new();
    private readonly BeaconIntake _intake;
    private VoteCount? _votes;

    public BeaconMachine(BeaconOptions options, NetworkParameters network, IBeaconSource source)
    {
        options.Validate();
        (_options, _network) = (options, network);
        _epochs = new BeaconEpochs(options, network, source);
        _coin = new WeakCoin(options.Rounds, options.WeakCoinBuffer);
        _intake = new BeaconIntake(options, network, source, _epochs, _coin, _run);
    }

    public BeaconPhase Phase { get; private set; }

    /// <summary>The epoch whose protocol runs.</summary>
    public EpochId? Running => _run.Epoch;

    /// <summary>Round in progress.</summary>
    public uint Round => _run.Round;

    /// <summary>Epochs with a state: the current one and, once a proposal for it came, the next.</summary>
    public IReadOnlyDictionary<EpochId, BeaconEpoch> Epochs => _epochs.All;

    /// <summary>First look at a message. Where the answer is pending, it is checked and given to <see cref="Complete"/>.</summary>
    public BeaconReceipt Receive(BeaconTopic topic, ReadOnlySpan<byte> bytes, DateTimeOffset now) => _intake.Receive(topic, bytes, now);

    /// <summary>Counts a message whose signature or proof holds.</summary>
    public Verdict Complete(PendingBeaconMessage pending, bool authentic)
    {
        ArgumentNullException.ThrowIfNull(pending);
        return authentic ? pending.Admit() : pending.Forged;
    }

    /// <summary>An ATX that was accepted just now; counts where its epoch has a state already.</summary>
    public void AtxAccepted(EpochId target, BeaconAtx atx)
    {
        if (_epochs.TryGet(target, out var epoch))
            epoch.Add(atx);
    }

    /// <summary>What an own proof would be worth now.</summary>
    public BeaconProposalClass Classify(EpochId epoch, NodeId smesher, in VrfSignature proof, DateTimeOffset now) =>
        _epochs.TryGet(epoch, out var state) ? state.Classify(smesher, in proof, now) : BeaconProposalClass.Invalid;

    /// <summary>Whether a proof would be the smallest of the running round of the weak coin.</summary>
    public bool IsSmallestCoin(EpochId epoch, uint round, in VrfSignature proof) => _coin.IsRunning(epoch, round) && _coin.IsSmaller(in proof);

    /// <summary>Starts the run of an epoch whose first layer has begun.</summary>
    public BeaconStep Begin(EpochId epoch, bool synced, DateTimeOffset now)
    {
        if (Prepare(epoch, synced, out var state) is { } failure)
        {
            // A run that has not ended loses its state, and ends in its next phase.
            _epochs.DropThrough(epoch);
            return new BeaconStep { Epoch = epoch, Phase = BeaconPhase.Idle, Failure = failure };
        }

        _run.Epoch = epoch;
        _run.Round = 0;
        _run.EarliestNextVote = DateTimeOffset.MinValue;
        _coin.StartEpoch(epoch);
        Phase = BeaconPhase.Proposal;
        var honest = state!.Participants.Where(participant => !state.Smeshers[participant.Smesher].IsMalicious).ToList();
        return Enter(epoch, now, _options.ProposalDuration) with { Duty = new ProposalDuty(epoch, honest) };
    }

    /// <summary>Ends the phase; the next one begins now.</summary>
    public BeaconStep Advance(DateTimeOffset now)
    {
        if (_run.Epoch is not { } epoch)
            throw new InvalidOperationException("No epoch's beacon protocol is running.");
        if (!_epochs.TryGet(epoch, out var state))
            return End(epoch, BeaconFailure.Overtaken);
        switch (Phase)
        {
            case BeaconPhase.Proposal:
                state.EndProposals(now);
                BeginRound(state, 0, now, _options.FirstVotingRoundDuration);
                Phase = BeaconPhase.FirstVoting;
                return Enter(epoch, now, _options.FirstVotingRoundDuration) with { Duty = FirstVotesDuty.Create(state) };

            case BeaconPhase.FirstVoting:
                _votes = new VoteCount(state.Margins, state.VotingThreshold);
                return NextRound(state, now);

            case BeaconPhase.Voting:
                _votes = new VoteCount(state.Margins, state.VotingThreshold);
                Phase = BeaconPhase.WeakCoin;
                var early = _coin.StartRound(Round);
                return Enter(epoch, now, _options.WeakCoinRoundDuration) with { Duty = Draw(state, early), Votes = _votes };

            case BeaconPhase.WeakCoin:
                if (_coin.FinishRound() is not { } coin)
                    return End(epoch, BeaconFailure.NoCoin);
                _votes!.Toss(coin);
                return NextRound(state, now) with { Coin = coin };

            default:
                throw new InvalidOperationException($"Phase {Phase} has no end.");
        }
    }

    private BeaconFailure? Prepare(EpochId epoch, bool synced, out BeaconEpoch? state)
    {
        state = null;
        if (!_network.TryFirstLayer(epoch, out var first) || first <= _network.EffectiveGenesis)
            return BeaconFailure.Genesis;
        if (!synced)
            return BeaconFailure.NotSynced;
        if (_run.Epoch is not null)
            return BeaconFailure.StillRunning;
        return _epochs.TryGetOrCreate(epoch, out state) ? null : BeaconFailure.NoWeight;
    }

    private BeaconStep Enter(EpochId epoch, DateTimeOffset now, TimeSpan duration) =>
        new() { Epoch = epoch, Phase = Phase, Round = Round, Due = now + duration };

    private void BeginRound(BeaconEpoch state, uint round, DateTimeOffset now, TimeSpan duration)
    {
        _run.Round = round;
        _run.EarliestNextVote = now + duration - _options.GracePeriod;
        state.BeginRound(round);
    }

    private BeaconStep NextRound(BeaconEpoch state, DateTimeOffset now)
    {
        if (Round + 1 >= _options.Rounds)
            return Finish(state);
        BeginRound(state, Round + 1, now, _options.VotingRoundDuration + _options.WeakCoinRoundDuration);
        Phase = BeaconPhase.Voting;
        return Enter(state.Epoch, now, _options.VotingRoundDuration) with { Duty = FollowingVotesDuty.Create(state, Round, _votes!) };
    }

    private WeakCoinDuty Draw(BeaconEpoch state, IReadOnlyList<WeakCoinMessage> early)
    {
        var pending = early.Select(_intake.Draw).Select(receipt => receipt.Pending).OfType<PendingBeaconMessage>().ToList();
        var draws = new List<(BeaconParticipant, uint)>();
        foreach (var participant in state.Participants)
        {
            if (state.Smeshers[participant.Smesher].Allowance is > 0 and var units)
                draws.Add((participant, units));
        }

        return new WeakCoinDuty(state.Epoch, Round, pending, draws);
    }

    private BeaconStep Finish(BeaconEpoch state)
    {
        var support = _votes!.Support;
        return support.Count == 0
            ? End(state.Epoch, BeaconFailure.NoSupport)
            : End(state.Epoch, null) with { Beacon = BeaconProposalHash.ToBeacon(BeaconProposalHash.Compute(support)) };
    }

    private BeaconStep End(EpochId epoch, BeaconFailure? failure)
    {
        _coin.FinishEpoch();
        _run.Epoch = null;
        _votes = null;
        Phase = BeaconPhase.Idle;
        uint round = Round;
        _epochs.DropThrough(epoch);
        return new BeaconStep { Epoch = epoch, Phase = BeaconPhase.Idle, Round = round, Failure = failure };
    }
}
