using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Activation;

/// <summary>The decision table of spec 04 §8; the numbers in comments are its rows.</summary>
internal sealed class AtxV2Check : AtxCheck
{
    private readonly ActivationTxV2 _atx;
    private readonly List<CheckedPost> _posts = [];
    private readonly List<CheckedCertificate> _certificates = [];
    private AtxSum _sum;
    private ulong _baseHeight;

    public AtxV2Check(AtxRules rules, VersionedAtx versioned, ActivationTxV2 atx, AtxId id)
        : base(rules, versioned, id) => _atx = atx;

    public override bool SignatureComesFirst => false;

    public override AtxStage Alone(EpochId current)
    {
        if (_atx.PositioningAtx.IsZero()) // 3
            return AtxStage.Reject("empty positioning atx");
        if (!_atx.Marriages.IsEmpty && !_atx.Marriages.Any(certificate => certificate.ReferenceAtx.IsZero())) // 4
            return AtxStage.Reject("signer must marry itself");
        if (IsTooFar(current)) // 5
            return AtxStage.Reject($"atx publish epoch is too far in the future: {PublishEpoch} > {current.Value + 1ul}");
        if (_atx.MarriageAtx is null && SoloFault() is { } fault) // 6
            return AtxStage.Reject(fault);
        return _atx.Initial is { } initial ? InitialAlone(initial) : ChainedAlone();
    }

    public override AtxDependencies Dependencies() => new( // 12
        [.. _atx.NIPosts.Select(nipost => new PoetProofRef(nipost.Challenge.Value)).Distinct()],
        Needed(
            [
                _atx.PositioningAtx,
                .. _atx.PreviousAtxs,
                _atx.Initial?.CommitmentAtx ?? default,
                _atx.MarriageAtx ?? default,
                .. _atx.Marriages.Select(certificate => certificate.ReferenceAtx),
            ]));

    public override AtxStage InContext(IAtxReader reader)
    {
        if (BaseHeight(_atx.PositioningAtx, reader, out string positioningFault) is not { } height) // 13
            return AtxStage.Reject(positioningFault);
        _baseHeight = height;
        string? fault = CertificatesFault(reader) // 14
            ?? (_atx.Initial is { } initial ? CommitmentFault(initial.CommitmentAtx, reader) : null) // 15
            ?? PreviousFault(reader) // 16
            ?? IdentitiesFault(reader, out var identities) // 17
            ?? PostsFault(reader, identities, out var effective) // 18
            ?? WorkFault(reader, effective); // 19, 20
        if (fault is not null)
            return AtxStage.Reject(fault);

        var claims = new List<AtxClaim>();
        int position = 0;
        uint declared = 0;
        foreach (var nipost in _atx.NIPosts)
        {
            foreach (var post in nipost.Posts) // 21
            {
                var identity = _posts[position++].Identity;
                if (CommitmentOf(identity, reader) is not { } commitment)
                    return AtxStage.Reject($"commitment atx for {identity} not found");
                claims.Add(new PostClaim(identity, commitment, Bytes(nipost.Challenge), post.NumUnits, post.Post, PostScope.Sample));
                declared = unchecked(declared + post.NumUnits);
            }
        }

        if (_atx.Initial is not null)
            return AtxStage.Continue(claims);
        // 22. Both halves refuse as the PoSTs do; the cheap one goes before them.
        if (!_posts.Exists(post => post.Identity == Smesher))
            return AtxStage.Reject("ATX signer not present in merged ATX");
        if (CommitmentOf(Smesher, reader) is not { } own)
            return AtxStage.Reject($"commitment atx for {Smesher} not found");
        claims.Add(new NonceClaim(Smesher, own, _atx.VrfNonce, declared, Rules.Options.LabelsPerUnit));
        return AtxStage.Continue(claims);
    }

    public override Verdict Conclude(IAtxReader reader, out CheckedAtx? atx)
    {
        atx = new CheckedAtx
        {
            Id = Id,
            PublishEpoch = PublishEpoch,
            Smesher = Smesher,
            Coinbase = _atx.Coinbase,
            EffectiveUnits = _sum.Units,
            Commitment = _atx.Initial?.CommitmentAtx,
            VrfNonce = _atx.VrfNonce,
            BaseHeight = _baseHeight,
            Ticks = _sum.Ticks,
            Weight = _sum.Weight,
            Sequence = 0,
            MarriageAtx = _atx.MarriageAtx,
            Posts = _posts,
            Certificates = _certificates,
        };
        return Verdict.Accept;
    }

    private string? SoloFault()
    {
        if (_atx.NIPosts.Count != 1)
            return "solo atx must have one nipost";
        if (_atx.NIPosts[0].Posts.Count != 1)
            return "solo atx must have one post";
        return _atx.NIPosts[0].Posts[0].PrevAtxIndex == 0 ? null : "solo atx post must have prevATXIndex 0";
    }

    private AtxStage InitialAlone(InitialAtxPartsV2 initial)
    {
        if (_atx.MarriageAtx is not null) // 7i
            return AtxStage.Reject("initial atx cannot reference a marriage atx");
        if (initial.CommitmentAtx.IsZero()) // 8i
            return AtxStage.Reject("initial atx missing commitment atx");
        if (!_atx.PreviousAtxs.IsEmpty) // 9i
            return AtxStage.Reject("initial atx must not have previous atxs");
        uint units = _atx.NIPosts[0].Posts[0].NumUnits;
        return AtxStage.Continue(
            new NonceClaim(Smesher, initial.CommitmentAtx, _atx.VrfNonce, units, Rules.Options.LabelsPerUnit), // 10i
            new PostClaim(Smesher, initial.CommitmentAtx, PostClaim.ZeroChallenge, units, initial.Post, PostScope.All)); // 11i
    }

    private AtxStage ChainedAlone()
    {
        for (int i = 0; i < _atx.PreviousAtxs.Count; i++)
        {
            if (_atx.PreviousAtxs[i].IsZero()) // 7n
                return AtxStage.Reject($"previous atx[{i}] is empty");
            if (_atx.PreviousAtxs[i] == Rules.Golden) // 8n
                return AtxStage.Reject($"previous atx[{i}] is the golden ATX");
        }

        if (_atx.MarriageAtx is null)
            return _atx.PreviousAtxs.Count == 1 ? AtxStage.Continue() : AtxStage.Reject("solo atx must have one previous atx"); // 9n
        if (!_atx.Marriages.IsEmpty) // 9n
            return AtxStage.Reject("merged atx cannot have marriages");
        var seen = new HashSet<uint>();
        foreach (var nipost in _atx.NIPosts)
        {
            foreach (var post in nipost.Posts)
            {
                if (!seen.Add(post.MarriageIndex)) // 10n
                    return AtxStage.Reject($"ID present twice (duplicated marriage index): {post.MarriageIndex}");
            }
        }

        return AtxStage.Continue();
    }

    private string? CertificatesFault(IAtxReader reader)
    {
        byte[] signed = Smesher.ToArray();
        var married = new HashSet<NodeId>();
        for (int i = 0; i < _atx.Marriages.Count; i++)
        {
            var certificate = _atx.Marriages[i];
            var identity = Smesher;
            if (!certificate.ReferenceAtx.IsZero())
            {
                if (reader.Find(certificate.ReferenceAtx) is not { } reference)
                    return $"marriage reference atx {certificate.ReferenceAtx} not found";
                identity = reference.Smesher;
            }

            if (!Rules.Verifier.Verify(SigningDomain.Marriage, identity, signed, certificate.Signature))
                return $"invalid marriage[{i}] signature";
            if (!married.Add(identity))
                return $"more than 1 marriage certificate for ID {identity}";
            _certificates.Add(new(identity, certificate.Signature));
        }

        return null;
    }

    private string? PreviousFault(IAtxReader reader)
    {
        foreach (var previous in _atx.PreviousAtxs)
        {
            if (reader.Find(previous) is not { } atx)
                return $"previous atx {previous} not found";
            if (atx.PublishEpoch >= PublishEpoch)
                return $"previous atx is too new (epoch {atx.PublishEpoch} >= {PublishEpoch}) ({previous})";
        }

        return null;
    }

    /// <summary>The identities that sub-posts name by their position (spec 04 §8.1).</summary>
    private string? IdentitiesFault(IAtxReader reader, out IReadOnlyList<NodeId> identities)
    {
        identities = [Smesher];
        if (_atx.MarriageAtx is not { } marriageAtx)
            return null;
        if (reader.MarriageOf(Smesher) is not { } marriage)
            return "smesher is not married";
        if (marriage.MarriageAtx != marriageAtx)
            return $"smesher's marriage ATX ID mismatch: {marriage.MarriageAtx} != {marriageAtx}";
        if (reader.Find(marriageAtx) is not { } atx)
            return $"marriage atx {marriageAtx} not found";
        if ((ulong)atx.PublishEpoch.Value + 2 > PublishEpoch.Value)
            return $"marriage atx must be published at least 2 epochs before {PublishEpoch} (is {atx.PublishEpoch})";
        identities = marriage.Members;
        return null;
    }

    private string? PostsFault(IAtxReader reader, IReadOnlyList<NodeId> identities, out List<uint[]> effective)
    {
        effective = [];
        _posts.Clear();
        foreach (var nipost in _atx.NIPosts)
        {
            var units = new uint[nipost.Posts.Count];
            effective.Add(units);
            for (int i = 0; i < units.Length; i++)
            {
                var post = nipost.Posts[i];
                if (post.MarriageIndex >= (uint)identities.Count)
                    return $"marriage index out of bounds: {post.MarriageIndex} > {identities.Count - 1}";
                var identity = identities[(int)post.MarriageIndex];
                AtxId? previous = null;
                units[i] = post.NumUnits;
                if (_atx.Initial is null)
                {
                    if (post.PrevAtxIndex >= (uint)_atx.PreviousAtxs.Count)
                        return $"prevATXIndex out of bounds: {post.PrevAtxIndex} > {_atx.PreviousAtxs.Count}";
                    previous = _atx.PreviousAtxs[(int)post.PrevAtxIndex];
                    if (reader.UnitsOf(previous.Value, identity) is not { } declared)
                        return $"units of previous atx {previous} for {identity} not found";
                    units[i] = AtxWeight.Effective(declared, post.NumUnits);
                }

                _posts.Add(new CheckedPost(identity, previous, (int)post.PrevAtxIndex, post.NumUnits));
            }
        }

        return null;
    }

    private string? WorkFault(IAtxReader reader, List<uint[]> effective)
    {
        var niposts = new List<(uint Units, ulong Ticks)>();
        for (int i = 0; i < _atx.NIPosts.Count; i++)
        {
            var nipost = _atx.NIPosts[i];
            var reference = new PoetProofRef(nipost.Challenge.Value);
            if (reader.Poet(reference) is not { } poet)
                return $"poet proof {reference} is not available";
            if (PoetMembership.Fault(_atx, nipost, poet.Statement) is { } fault)
                return fault;
            niposts.Add((AtxWeight.UnitsOf(effective[i]), AtxWeight.Ticks(poet.LeafCount, Rules.Options.TickSize)));
        }

        return AtxWeight.SumUp(niposts, out _sum);
    }

    private AtxId? CommitmentOf(NodeId identity, IAtxReader reader) => _atx.Initial is { } initial ? initial.CommitmentAtx : reader.CommitmentOf(identity);
}
