using Spacemesh.AtxsData;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Proposals.Grading;
using Spacemesh.Proposals.Slots;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Proposals.Building;

/// <summary>
/// One identity of ours on its way through an epoch: its ATX, its slots, what it built last (spec 06 §16 step 2). Pure; not thread-safe.
/// </summary>
public sealed class IdentitySession(NetworkParameters network, SlotRules slots, ConsensusCache atxs, IOwnBallots ballots, NodeId identity)
{
    private EpochId? _epoch;
    private AtxEntry? _atx;
    private BallotId _reference;
    private LayerId? _last;
    private Beacon _beacon;
    private uint _count;
    private SlotDraw? _draw;

    public NodeId Identity => identity;

    /// <summary>The identity's ATX; only after an outcome that needs one.</summary>
    public AtxEntry Atx => _atx ?? throw new InvalidOperationException("the identity has no ATX");

    /// <summary>The layer of its last ballot in the epoch.</summary>
    public LayerId? Last => _last;

    /// <summary>The first ballot of the epoch; zero while there is none.</summary>
    public BallotId Reference => _reference;

    /// <summary>The beacon that the slots rest on: that of the first ballot, else the epoch's.</summary>
    public Beacon Beacon => _beacon;

    /// <summary>Slots in the epoch.</summary>
    public uint Slots => _count;

    /// <summary>The drawn slots; null before.</summary>
    public SlotDraw? Drawn => _draw;

    /// <summary>What to do in a layer. After <see cref="SessionOutcome.NeedsDraw"/>, draw and ask again.</summary>
    /// <param name="layer">The layer that runs.</param>
    /// <param name="beacon">The epoch's beacon.</param>
    /// <param name="set">The epoch's active set.</param>
    public SessionOutcome Enter(LayerId layer, Beacon beacon, GeneratedSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var epoch = network.EpochOf(layer);
        if (_epoch != epoch)
        {
            (_epoch, _atx, _reference, _last, _count, _draw) = (epoch, null, default, null, 0, null);
            _beacon = default;
        }

        if (_atx is null)
        {
            if (!atxs.TryGetByNode(epoch, identity, out var found))
                return SessionOutcome.NoAtx;
            _atx = found;
        }

        var atx = _atx.Value;
        _last ??= ballots.LastLayer(atx.Id, epoch);
        if (_reference.IsZero() && !TryRefer(atx, epoch, beacon, set))
            return SessionOutcome.InvalidFirstBallot;
        if (_draw is null)
            return SessionOutcome.NeedsDraw;
        if (layer <= _last)
            return SessionOutcome.AlreadyBuilt;
        _last = layer;
        return _draw.Of(layer).IsEmpty ? SessionOutcome.NotEligible : SessionOutcome.Eligible;
    }

    /// <summary>Makes the proofs of all slots: work for the pool. Pass the result to <see cref="Take"/>.</summary>
    public SlotDraw Draw(Func<byte[], VrfSignature> prove, CancellationToken cancellationToken = default) =>
        SlotDraw.Of(network, _epoch ?? throw new InvalidOperationException("no epoch was entered"), _beacon, Atx.VrfNonce, _count, prove, cancellationToken);

    public void Take(SlotDraw draw) => _draw = draw;

    /// <summary>The proposal for the layer of the last <see cref="SessionOutcome.Eligible"/>.</summary>
    public ProposalDraft Propose(LayerId layer, Opinion opinion, Hash32 meshHash, ScaleList<TransactionId> transactions, Hash32 activeSet) => new()
    {
        Layer = layer,
        Atx = Atx.Id,
        Opinion = opinion,
        Proofs = _draw!.Of(layer),
        Reference = _reference,
        EpochData = _reference.IsZero() ? new EpochData(activeSet, _beacon, _count) : null,
        Transactions = transactions,
        MeshHash = meshHash,
    };

    /// <summary>Finds what the slots rest on; draws again where the first ballot says otherwise than we did.</summary>
    private bool TryRefer(AtxEntry atx, EpochId epoch, Beacon beacon, GeneratedSet set)
    {
        var (ownBeacon, count) = (beacon, slots.Count(atx.Weight, set.Weight, epoch) ?? 0);
        if (ballots.First(atx.Id, epoch) is { } first)
        {
            if (first.Data is not { } data)
                return false;
            _reference = first.Id;
            (ownBeacon, count) = (data.Beacon, data.EligibilityCount);
        }

        if (ownBeacon != _beacon || count != _count)
            (_beacon, _count, _draw) = (ownBeacon, count, null);
        return true;
    }
}
