using System.Numerics;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Beacons;

namespace Spacemesh.Beacons;

/// <summary>
/// What the protocol knows of one epoch (spec 05 §7.2). Weight and thresholds are those of the moment it was created. Its size is bounded by
/// the epoch's smeshers: one proposal each, one list of first votes each; voters of a round may be <see cref="MaxStrangers"/> more.
/// </summary>
public sealed class BeaconEpoch
{
    /// <summary>Voters of a round without an ATX that are remembered as having voted.</summary>
    private const int MaxStrangers = 10_000;

    private readonly Int128 _start;
    private readonly Int128 _grace;
    private readonly uint _votesLimit;
    private readonly Dictionary<NodeId, BeaconSmesher> _smeshers = [];
    private readonly Dictionary<NodeId, ulong> _nonces = [];
    private readonly HashSet<NodeId> _proposers = [];
    private readonly SortedSet<BeaconProposal> _valid = [];
    private readonly SortedSet<BeaconProposal> _potentiallyValid = [];
    private readonly SortedDictionary<BeaconProposal, Int128> _margins = [];
    private readonly Dictionary<NodeId, ScaleList<BeaconProposal>> _firstVotes = [];
    private readonly Dictionary<uint, HashSet<NodeId>> _voters = [];
    private int _strangers;
    private DateTimeOffset? _proposalsEnded;

    private BeaconEpoch(EpochId epoch, Int128 start, BeaconOptions options)
    {
        Epoch = epoch;
        _start = start;
        _grace = Nanoseconds(options.GracePeriod);
        _votesLimit = options.VotesLimit;
    }

    public EpochId Epoch { get; }

    /// <summary>Sum of the honest weights, wrapping.</summary>
    public ulong Weight { get; private set; }

    /// <summary>Below it a proof is potentially valid.</summary>
    public BigInteger Threshold { get; private set; }

    /// <summary>Below it a proof is valid; never above <see cref="Threshold"/> where that is not 0.</summary>
    public BigInteger StrictThreshold { get; private set; }

    /// <summary>Margin from which votes decide.</summary>
    public ulong VotingThreshold { get; private set; }

    public IReadOnlyDictionary<NodeId, BeaconSmesher> Smeshers => _smeshers;

    /// <summary>Own smeshers, ascending.</summary>
    public IReadOnlyList<BeaconParticipant> Participants { get; private set; } = [];

    /// <summary>Ascending.</summary>
    public IReadOnlyCollection<BeaconProposal> Valid => _valid;

    /// <summary>Ascending.</summary>
    public IReadOnlyCollection<BeaconProposal> PotentiallyValid => _potentiallyValid;

    /// <summary>Weight for minus weight against each stored proposal, over all rounds.</summary>
    public IReadOnlyDictionary<BeaconProposal, Int128> Margins => _margins;

    /// <summary>The state as the node's ATXs make it now; null where they have no weight.</summary>
    /// <param name="epoch">The epoch in which the protocol runs.</param>
    /// <param name="options">Rules.</param>
    /// <param name="network">Its layers.</param>
    /// <param name="source">The ATXs.</param>
    public static BeaconEpoch? Create(EpochId epoch, BeaconOptions options, NetworkParameters network, IBeaconSource source)
    {
        if (!network.TryFirstLayer(epoch, out var first))
            return null;
        var state = new BeaconEpoch(epoch, network.Timeline.StartNanoseconds(first), options);
        ulong early = 0;
        ulong inTime = 0;
        foreach (var atx in source.AtxsOf(epoch))
        {
            if (!atx.IsMalicious)
                state.Weight = unchecked(state.Weight + atx.Weight);
            if (!state._smeshers.TryAdd(atx.Smesher, new BeaconSmesher(atx, atx.IsMalicious)))
                continue;
            if (atx.ReceivedNanoseconds < state._start - state._grace)
                early++;
            else if (atx.ReceivedNanoseconds < state._start)
                inTime++;
        }

        if (state.Weight == 0)
            return null;
        Rational kappa = (BigInteger)options.Kappa;
        state.Threshold = BeaconThresholds.ForProposals(kappa, options.Q, early);
        state.StrictThreshold = BeaconThresholds.ForProposals(kappa, options.Q, early + inTime);
        state.VotingThreshold = BeaconThresholds.ForVotes(options.Theta, state.Weight);
        var participants = new List<BeaconParticipant>();
        foreach (var identity in source.Identities.Where(state._smeshers.ContainsKey).Distinct().Order())
        {
            if (state.NonceOf(identity, source) is { } nonce)
                participants.Add(new BeaconParticipant(identity, nonce));
        }

        state.Participants = participants;
        return state;
    }

    /// <summary>What a proof is worth that was received at a time; only the honest can make valid proposals.</summary>
    public BeaconProposalClass Classify(NodeId smesher, in VrfSignature proof, DateTimeOffset received)
    {
        if (!_smeshers.TryGetValue(smesher, out var known))
            return BeaconProposalClass.Invalid;
        var atxDelay = known.Atx.ReceivedNanoseconds - _start;
        var delay = _proposalsEnded is { } ended ? Nanoseconds(received - ended) : 0;
        if (atxDelay <= 0 && delay <= 0 && BeaconThresholds.Passes(in proof, StrictThreshold))
            return known.IsMalicious ? BeaconProposalClass.PotentiallyValid : BeaconProposalClass.Valid;
        return atxDelay <= _grace && delay <= _grace && BeaconThresholds.Passes(in proof, Threshold)
            ? BeaconProposalClass.PotentiallyValid
            : BeaconProposalClass.Invalid;
    }

    /// <summary>What a smesher voted in round 0, cut to the votes limit; false where it did not.</summary>
    public bool TryGetFirstVotes(NodeId smesher, out ScaleList<BeaconProposal> list) => _firstVotes.TryGetValue(smesher, out list);

    internal ulong? NonceOf(NodeId smesher, IBeaconSource source)
    {
        if (_nonces.TryGetValue(smesher, out ulong known))
            return known;
        var nonce = source.VrfNonceOf(smesher, Epoch);
        if (nonce is { } value && _smeshers.ContainsKey(smesher))
            _nonces.Add(smesher, value);
        return nonce;
    }

    /// <summary>An ATX that came after the state was created: its smesher takes part, but weight and thresholds stay.</summary>
    internal void Add(BeaconAtx atx)
    {
        if (!_smeshers.TryGetValue(atx.Smesher, out var known) || known.Atx.Id == atx.Id)
            _smeshers[atx.Smesher] = new BeaconSmesher(atx, IsMalicious: false);
    }

    internal void EndProposals(DateTimeOffset now) => _proposalsEnded = now;

    internal bool HasProposed(NodeId smesher) => _proposers.Contains(smesher);

    /// <summary>False for a second proposal of a smesher.</summary>
    internal bool TryPropose(NodeId smesher) => _proposers.Add(smesher);

    internal void Store(BeaconProposal proposal, BeaconProposalClass worth)
    {
        if (worth == BeaconProposalClass.Invalid)
            return;
        (worth == BeaconProposalClass.Valid ? _valid : _potentiallyValid).Add(proposal);
        _margins[proposal] = 0;
    }

    /// <summary>
    /// Voters of rounds before the last one are forgotten: their messages are untimely. Of the last round some may still be in the checks.
    /// </summary>
    internal void BeginRound(uint round)
    {
        foreach (uint earlier in _voters.Keys.Where(earlier => earlier + 1 < round).ToList())
            _voters.Remove(earlier);
    }

    internal bool HasVoted(NodeId smesher, uint round) => _voters.TryGetValue(round, out var voters) && voters.Contains(smesher);

    /// <summary>Whether a vote of this smesher, if it has no ATX, would leave no trace.</summary>
    internal bool IsUnwanted(NodeId smesher) => _strangers >= MaxStrangers && !_smeshers.ContainsKey(smesher);

    /// <summary>False where the smesher has voted in the round.</summary>
    internal bool TryVote(NodeId smesher, uint round)
    {
        if (IsUnwanted(smesher))
            return true;
        if (!_voters.TryGetValue(round, out var voters))
            _voters.Add(round, voters = []);
        if (!voters.Add(smesher))
            return false;
        if (!_smeshers.ContainsKey(smesher))
            _strangers++;
        return true;
    }

    internal void AddFirstVotes(NodeId smesher, ulong weight, FirstVotingMessageBody votes)
    {
        foreach (var proposal in votes.ValidProposals)
            AddMargin(proposal, weight);
        foreach (var proposal in votes.PotentiallyValidProposals)
            AddMargin(proposal, -(Int128)weight);
        int limit = (int)Math.Min(_votesLimit, int.MaxValue);
        _firstVotes[smesher] = votes.ValidProposals.Concat(votes.PotentiallyValidProposals).Take(limit).ToScaleList();
    }

    internal void AddFollowingVotes(ulong weight, FollowingVotes votes)
    {
        foreach (var proposal in votes.Support)
            AddMargin(proposal, weight);
        foreach (var proposal in votes.Against)
            AddMargin(proposal, -(Int128)weight);
    }

    private static Int128 Nanoseconds(TimeSpan span) => (Int128)span.Ticks * 100;

    /// <summary>Unknown proposals have no margin.</summary>
    private void AddMargin(BeaconProposal proposal, Int128 weight)
    {
        if (_margins.TryGetValue(proposal, out var margin))
            _margins[proposal] = margin + weight;
    }
}
