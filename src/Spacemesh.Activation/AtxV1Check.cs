using Spacemesh.Crypto.Hashing;
using Spacemesh.Crypto.Merkle;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Activation;

/// <summary>The decision table of spec 04 §7; the numbers in comments are its rows.</summary>
internal sealed class AtxV1Check : AtxCheck
{
    private readonly ActivationTxV1 _atx;
    private uint _effectiveUnits;
    private ulong _nonce;
    private ulong _baseHeight;

    public AtxV1Check(AtxRules rules, VersionedAtx versioned, ActivationTxV1 atx, AtxId id)
        : base(rules, versioned, id) => _atx = atx;

    public override bool SignatureComesFirst => true;

    private InnerActivationTxV1 Inner => _atx.Inner;

    private NIPostChallengeV1 Challenge => _atx.Inner.Challenge;

    private bool IsInitial => Challenge.PrevAtxId.IsZero();

    public override AtxStage Alone(EpochId current)
    {
        // 3. The reference crashes on absent metadata; an absent PoST is refused with the proof itself (27).
        if (Inner.NIPost is not { PostMetadata: { } metadata })
            return AtxStage.Reject(Inner.NIPost is null ? $"nil nipost for atx {Id}" : $"nipost of atx {Id} has no metadata");
        if (IsTooFar(current)) // 4
            return AtxStage.Reject($"atx publish epoch is too far in the future: {PublishEpoch} > {current.Value + 1ul}");
        if (Challenge.PositioningAtxId.IsZero()) // 5
            return AtxStage.Reject("empty positioning atx");
        return IsInitial ? InitialAlone(metadata.LabelsPerUnit) : ChainedAlone();
    }

    public override AtxDependencies Dependencies()
    {
        var challenge = Inner.NIPost!.PostMetadata!.Value.Challenge;
        // 14. Fetched by the challenge padded on the left, looked up afterwards padded on the right (28).
        return new(
            [IdConversions.RightAligned<PoetProofRef>(challenge.Span)],
            Needed([Challenge.PrevAtxId, Challenge.PositioningAtxId, Challenge.CommitmentAtxId ?? default]));
    }

    public override AtxStage InContext(IAtxReader reader)
    {
        var nipost = Inner.NIPost!;
        ulong labelsPerUnit = nipost.PostMetadata!.Value.LabelsPerUnit;
        if ((IsInitial ? Challenge.CommitmentAtxId : reader.CommitmentOf(Smesher)) is not { } commitment) // 17
            return AtxStage.Reject($"commitment atx for {Smesher} not found");
        NonceClaim? nonce = null;
        if (IsInitial)
        {
            if (CommitmentFault(commitment, reader) is { } fault) // 18i
                return AtxStage.Reject(fault);
            _nonce = Inner.VrfNonce!.Value;
            _effectiveUnits = Inner.NumUnits;
        }
        else if (Chain(reader, commitment, labelsPerUnit, out nonce) is { } fault)
        {
            return AtxStage.Reject(fault);
        }

        if (BaseHeight(Challenge.PositioningAtxId, reader, out string positioningFault) is not { } height) // 24
            return AtxStage.Reject(positioningFault);
        _baseHeight = height;
        if (Inner.NumUnits < Rules.Options.MinNumUnits) // 25
            return AtxStage.Reject($"invalid `numUnits`; expected: >={Rules.Options.MinNumUnits}, given: {Inner.NumUnits}");
        if (Inner.NumUnits > Rules.Options.MaxNumUnits)
            return AtxStage.Reject($"invalid `numUnits`; expected: <={Rules.Options.MaxNumUnits}, given: {Inner.NumUnits}");
        if (LabelsPerUnitFault(labelsPerUnit) is { } labelsFault) // 26
            return AtxStage.Reject(labelsFault);
        // 27
        var post = new PostClaim(Smesher, commitment, nipost.PostMetadata.Value.Challenge, Inner.NumUnits, nipost.Post, PostScope.Sample) { Convicts = true };
        return nonce is null ? AtxStage.Continue(post) : AtxStage.Continue(nonce, post);
    }

    public override Verdict Conclude(IAtxReader reader, out CheckedAtx? atx)
    {
        atx = null;
        var nipost = Inner.NIPost!;
        var reference = IdConversions.LeftAligned<PoetProofRef>(nipost.PostMetadata!.Value.Challenge.Span);
        if (reader.Poet(reference) is not { } poet) // 28
            return Verdict.Reject($"poet proof {reference} is not available");
        var leaf = Challenge.ComputeHash();
        if (!PartialTree.IsMember(nipost.Membership.LeafIndex, Hash32.Span(in leaf), nipost.Membership.Nodes.Span, Hash32.Span(poet.Statement))) // 29
            return Verdict.Reject("invalid membership proof");
        ulong ticks = AtxWeight.Ticks(poet.LeafCount, Rules.Options.TickSize);
        if (AtxWeight.Of(_effectiveUnits, ticks) is not { } weight) // 30
            return Verdict.Reject("atx weight would overflow uint64");
        AtxId? previous = IsInitial ? null : Challenge.PrevAtxId;
        atx = new CheckedAtx
        {
            Id = Id,
            PublishEpoch = PublishEpoch,
            Smesher = Smesher,
            Coinbase = Inner.Coinbase,
            EffectiveUnits = _effectiveUnits,
            Commitment = Challenge.CommitmentAtxId,
            VrfNonce = _nonce,
            BaseHeight = _baseHeight,
            Ticks = ticks,
            Weight = weight,
            Sequence = Challenge.Sequence,
            MarriageAtx = null,
            Posts = [new CheckedPost(Smesher, previous, 0, Inner.NumUnits)],
            Certificates = [],
        };
        return Verdict.Accept;
    }

    private AtxStage InitialAlone(ulong labelsPerUnit)
    {
        if (Challenge.InitialPost is not { } post) // 6i
            return AtxStage.Reject("no prev atx declared, but initial post is not included");
        if (Inner.NodeId is null) // 7i: its value is not compared
            return AtxStage.Reject("no prev atx declared, but node id is missing");
        if (Inner.VrfNonce is not { } nonce) // 8i
            return AtxStage.Reject("no prev atx declared, but vrf nonce is missing");
        if (Challenge.CommitmentAtxId is not { } commitment) // 9i
            return AtxStage.Reject("no prev atx declared, but commitment atx is missing");
        if (commitment.IsZero()) // 10i
            return AtxStage.Reject("empty commitment atx");
        if (Challenge.Sequence != 0) // 11i
            return AtxStage.Reject("no prev atx declared, but sequence number not zero");
        if (LabelsPerUnitFault(labelsPerUnit) is { } fault) // 12i
            return AtxStage.Reject($"invalid vrf nonce: {fault}");
        return AtxStage.Continue(
            new NonceClaim(Smesher, commitment, nonce, Inner.NumUnits, labelsPerUnit),
            new PostClaim(Smesher, commitment, PostClaim.ZeroChallenge, Inner.NumUnits, post, PostScope.All)); // 13i
    }

    private AtxStage ChainedAlone()
    {
        if (Inner.NodeId is not null) // 6c
            return AtxStage.Reject("prev atx declared, but node id is included");
        if (Challenge.InitialPost is not null) // 7c
            return AtxStage.Reject("prev atx declared, but initial post is included");
        return Challenge.CommitmentAtxId is null ? AtxStage.Continue() : AtxStage.Reject("prev atx declared, but commitment atx is included"); // 8c
    }

    /// <summary>Rows 18c to 23c; null when the ATX continues its previous one.</summary>
    private string? Chain(IAtxReader reader, AtxId commitment, ulong labelsPerUnit, out NonceClaim? nonce)
    {
        nonce = null;
        if (reader.Find(Challenge.PrevAtxId) is not { } previous) // 18c
            return $"previous atx {Challenge.PrevAtxId} not found";
        if (previous.Smesher != Smesher) // 19c
            return $"previous atx belongs to different miner: {previous.Smesher}";
        if (previous.PublishEpoch >= PublishEpoch) // 20c
            return $"prevAtx epoch ({previous.PublishEpoch}) isn't older than current atx epoch ({PublishEpoch})";
        if (Challenge.Sequence != unchecked(previous.Sequence + 1)) // 21c
            return $"sequence number ({Challenge.Sequence}) is not one more than the prev one ({previous.Sequence})";
        _nonce = Inner.VrfNonce ?? previous.VrfNonce; // 22c
        if (Inner.VrfNonce is not null || Inner.NumUnits > previous.EffectiveUnits)
        {
            if (LabelsPerUnitFault(labelsPerUnit) is { } fault)
                return $"invalid vrf nonce: {fault}";
            nonce = new NonceClaim(Smesher, commitment, _nonce, Inner.NumUnits, labelsPerUnit);
        }

        if (reader.UnitsOf(Challenge.PrevAtxId, Smesher) is not { } declared) // 23c
            return $"units of previous atx {Challenge.PrevAtxId} for {Smesher} not found";
        _effectiveUnits = AtxWeight.Effective(declared, Inner.NumUnits);
        return null;
    }

    private string? LabelsPerUnitFault(ulong labelsPerUnit) => labelsPerUnit < Rules.Options.LabelsPerUnit
        ? $"invalid `LabelsPerUnit`; expected: >={Rules.Options.LabelsPerUnit}, given: {labelsPerUnit}"
        : null;
}
