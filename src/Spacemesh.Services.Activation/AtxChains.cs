using Spacemesh.Activation;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Storage;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Activation;

/// <summary>
/// Verifies chains of ATXs link by link (spec 04 §11): declared units, and for every sub-post its own identity and commitment. The links
/// stand on a stack of our own, for chains are as long as the network is old.
/// </summary>
public sealed class AtxChains(ActivationPorts ports, ActivationOptions options) : IAtxChains
{
    private readonly ClaimVerifier _claims = new(ports, options.Post);

    public async Task<AtxId?> FindInvalidAsync(AtxId id, AtxTrust trust, CancellationToken cancellationToken = default)
    {
        var open = new Stack<Link>();
        if (await VisitAsync(id, trust, open, cancellationToken) is { } invalid)
            return Condemn(open, invalid);
        while (open.TryPeek(out var link))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (link.BuildsOn.TryDequeue(out var next))
            {
                if (await VisitAsync(next, trust, open, cancellationToken) is { } fault)
                    return Condemn(open, fault);
                continue;
            }

            ports.Database.Atxs.SetValidity(link.Id, AtxValidity.Valid);
            open.Pop();
        }

        return null;
    }

    /// <summary>Looks at one link and puts it on the stack where its own links must be looked at; the ATX that is invalid, or null.</summary>
    private async Task<AtxId?> VisitAsync(AtxId id, AtxTrust trust, Stack<Link> open, CancellationToken cancellationToken)
    {
        var record = ports.Database.Atxs.Find(id) ?? throw new StorageException(StorageErrorKind.NotFound, $"ATX {id} of a chain is missing");
        if (record.Validity == AtxValidity.Invalid && !record.IsCheckpointed)
            return id;
        if (record.IsCheckpointed || record.Validity == AtxValidity.Valid || IsTrusted(record, trust))
            return null;
        var atx = Decode(id);
        foreach (var claim in ClaimsOf(atx, record))
        {
            var verdict = await _claims.VerifyAsync(claim, prioritised: true, cancellationToken);
            if (verdict.IsValid)
                continue;
            ports.Database.Atxs.SetValidity(id, AtxValidity.Invalid);
            return id;
        }

        open.Push(new Link(id, BuildsOn(atx)));
        return null;
    }

    private static bool IsTrusted(AtxRecord record, AtxTrust trust) =>
        record.Smesher == trust.Smesher || (trust.ReceivedBefore is { } before && record.ReceivedNanoseconds < LayerTimeline.ToNanoseconds(before));

    /// <summary>What builds on an invalid link is invalid too.</summary>
    private AtxId Condemn(Stack<Link> open, AtxId invalid)
    {
        foreach (var link in open)
            ports.Database.Atxs.SetValidity(link.Id, AtxValidity.Invalid);
        return invalid;
    }

    private VersionedAtx Decode(AtxId id)
    {
        if (ports.Database.Atxs.Blob(id) is not { } blob)
            throw new StorageException(StorageErrorKind.NotFound, $"ATX {id} of a chain has no blob");
        return VersionedAtx.TryDecode(blob.Bytes, blob.Version, out var atx, out var error)
            ? atx
            : throw new StorageException(StorageErrorKind.Corrupt, $"ATX {id} of a chain does not decode: {error}");
    }

    private IEnumerable<PostClaim> ClaimsOf(VersionedAtx atx, AtxRecord record)
    {
        if (atx.V1 is { } v1)
        {
            var nipost = v1.Inner.NIPost;
            yield return new PostClaim(
                v1.SmesherId,
                CommitmentOf(v1.SmesherId, v1.Inner.Challenge.CommitmentAtxId),
                nipost?.PostMetadata?.Challenge ?? default,
                v1.Inner.NumUnits,
                nipost?.Post,
                PostScope.All);
            yield break;
        }

        var identities = IdentitiesOf(atx.V2!, record);
        foreach (var nipost in atx.V2!.NIPosts)
        {
            foreach (var post in nipost.Posts)
            {
                var identity = identities[(int)post.MarriageIndex];
                yield return new PostClaim(
                    identity, CommitmentOf(identity, atx.V2.Initial?.CommitmentAtx), nipost.Challenge.ToArray(), post.NumUnits, post.Post, PostScope.All);
            }
        }
    }

    private AtxId CommitmentOf(NodeId identity, AtxId? stated) =>
        stated ?? ports.Database.Atxs.CommitmentOf(identity) ?? throw new StorageException(StorageErrorKind.NotFound, $"the commitment of {identity} is missing");

    /// <summary>
    /// The identities behind the marriage indices. Sets that were joined later have grown, perhaps in front: the list is the one whose
    /// members have their parts in the ATX.
    /// </summary>
    private IReadOnlyList<NodeId> IdentitiesOf(ActivationTxV2 atx, AtxRecord record)
    {
        if (atx.MarriageAtx is not { } marriageAtx)
            return [atx.SmesherId];
        var marriages = ports.Database.Marriages;
        IReadOnlyList<NodeId> members = marriages.SetOf(atx.SmesherId) is { } set ? marriages.Members(set) : [];
        IReadOnlyList<NodeId> married = [.. members.Where(member => marriages.Find(member)?.MarriageAtx == marriageAtx)];
        return Fits(members) ? members
            : Fits(married) ? married
            : throw new StorageException(StorageErrorKind.NotFound, $"the marriages behind ATX {record.Id} are missing");

        bool Fits(IReadOnlyList<NodeId> list) => atx.NIPosts.All(nipost => nipost.Posts.All(post =>
            post.MarriageIndex < (uint)list.Count && ports.Database.Posts.Units(record.Id, list[(int)post.MarriageIndex]) == post.NumUnits));
    }

    private Queue<AtxId> BuildsOn(VersionedAtx atx)
    {
        var (previous, positioning, commitment) = atx.V1 is { } v1
            ? ((IReadOnlyList<AtxId>)(v1.Inner.Challenge.PrevAtxId is var named && named.IsZero() ? [] : [named]), v1.Inner.Challenge.PositioningAtxId, v1.Inner.Challenge.CommitmentAtxId)
            : (atx.V2!.PreviousAtxs, atx.V2.PositioningAtx, atx.V2.Initial?.CommitmentAtx);
        var golden = ports.Clock.Network.GoldenAtx;
        var links = new Queue<AtxId>(previous);
        if (positioning != golden)
            links.Enqueue(positioning);
        if (previous.Count == 0 && commitment is { } bound && bound != golden)
            links.Enqueue(bound);
        return links;
    }

    /// <summary>An ATX whose own PoST holds, with what is left to look at below it.</summary>
    private sealed record Link(AtxId Id, Queue<AtxId> BuildsOn);
}
