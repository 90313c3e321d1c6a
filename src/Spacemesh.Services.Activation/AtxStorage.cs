using Spacemesh.Activation;
using Spacemesh.AtxsData;
using Spacemesh.Codec;
using Spacemesh.Malfeasance;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Services.Activation;

/// <summary>
/// Stores checked ATXs with what they prove, each as in a transaction of its own, and then tells caches and law (spec 04 §7 #31–37, §8
/// #23–26). ATXs that come together share a transaction.
/// </summary>
internal sealed class AtxStorage(ActivationPorts ports)
{
    private readonly SharedTransactions _writes = new(ports.Database);

    /// <param name="check">The ATX as received.</param>
    /// <param name="atx">The same, checked.</param>
    /// <param name="received">Receipt, Unix nanoseconds.</param>
    /// <param name="cancellationToken">Gives up before the transaction begins.</param>
    public async Task<AtxOutcome> StoreAsync(AtxCheck check, CheckedAtx atx, long received, CancellationToken cancellationToken)
    {
        var record = RecordOf(atx, received);
        var (refusal, malicious, proof) = await _writes.RunAsync(
            transaction =>
            {
                string? refused = check.Atx.V1 is null
                    ? StoreV2(transaction, check, atx, record, out bool flagged, out var found)
                    : StoreV1(transaction, check, atx, record, out flagged, out found);
                return (refused is null, (refused, flagged, found));
            },
            cancellationToken);
        if (refusal is not null)
            return AtxOutcome.Ignore($"cannot store atx {atx.Id}: {refusal}");
        Tell(atx, record, proof is not null, malicious);
        return proof is null ? AtxOutcome.Stored : AtxOutcome.Malicious(proof);
    }

    /// <summary>Stores a proof without the ATX that it is about; false where the identity was known as malicious (spec 04 §7 #27a).</summary>
    public async Task<bool> ConvictAsync(NodeId identity, MalfeasanceProof proof, CancellationToken cancellationToken)
    {
        bool isNew = await _writes.RunAsync(
            transaction =>
            {
                if (transaction.MaliciousIdentities.Contains(identity))
                    return (true, false);
                transaction.MaliciousIdentities.Add(identity, Scale.Encode(proof), Now());
                return (true, true);
            },
            cancellationToken);
        if (!isNew)
            return false;
        ports.Cache.SetMalicious(identity);
        ports.Observer.IdentityMalicious(identity);
        return true;
    }

    public long Now() => (long)LayerTimeline.ToNanoseconds(ports.Time.GetUtcNow());

    private AtxRecord RecordOf(CheckedAtx atx, long received) => new()
    {
        Id = atx.Id,
        PublishEpoch = atx.PublishEpoch,
        EffectiveUnits = atx.EffectiveUnits,
        CommitmentAtx = atx.Commitment,
        VrfNonce = atx.VrfNonce,
        BaseTickHeight = atx.BaseHeight,
        TickCount = atx.Ticks,
        Sequence = atx.Sequence,
        Smesher = atx.Smesher,
        Coinbase = atx.Coinbase,
        ReceivedNanoseconds = received,
        Validity = ports.Post.SampleIsComplete ? AtxValidity.Valid : AtxValidity.Unknown,
        MarriageAtx = atx.MarriageAtx,
        Weight = atx.Weight,
    };

    /// <summary>Rows 31 to 34; what refuses the ATX, or null.</summary>
    private string? StoreV1(IStateTransaction stores, AtxCheck check, CheckedAtx atx, AtxRecord record, out bool malicious, out MalfeasanceProof? proof)
    {
        proof = null;
        malicious = stores.MaliciousIdentities.Contains(atx.Smesher);
        if (!malicious)
        {
            var conflict = AtxV1Conflicts.Find(ports.Clock.Network, check.Atx.V1!, atx.Id, IsOwn, new StoredConflictReader(stores));
            if (conflict.Refusal is { } refusal)
                return refusal;
            proof = conflict.Proof;
        }

        if (proof is not null)
            stores.MaliciousIdentities.Add(atx.Smesher, Scale.Encode(proof), Now());
        Insert(stores, check, atx, record);
        malicious |= proof is not null;
        return null;
    }

    /// <summary>Rows 23 and 25: the second format's contradictions flag the signer in memory only (spec 04 §12.5).</summary>
    private string? StoreV2(IStateTransaction stores, AtxCheck check, CheckedAtx atx, AtxRecord record, out bool malicious, out MalfeasanceProof? proof)
    {
        proof = null;
        malicious = false;
        if (StoreMarriages(stores, atx) is { } refusal)
            return refusal;
        Insert(stores, check, atx, record);
        malicious = AtxV2Conflicts.Find(check.Atx.V2!, atx, new StoredConflictReader(stores)) is not null;
        return null;
    }

    private static void Insert(IStateTransaction stores, AtxCheck check, CheckedAtx atx, AtxRecord record)
    {
        // An ATX or row that exists is no error: another delivery was faster.
        _ = stores.Atxs.Add(record, new AtxBlob(check.Atx.Version, check.Atx.Blob));
        foreach (var post in atx.Posts)
            _ = stores.Posts.Add(new PostRecord(atx.Id, post.Identity, post.PreviousAtx, post.PreviousIndex, post.NumUnits, atx.PublishEpoch));
    }

    /// <summary>Marries the identities of the certificates, joining sets that one of them was in (spec 04 §8.3).</summary>
    private string? StoreMarriages(IStateTransaction stores, CheckedAtx atx)
    {
        if (atx.Certificates.Count == 0)
            return null;
        var set = stores.Marriages.NewSet();
        var sets = new SortedSet<long> { set.Value };
        bool malicious = false;
        for (int i = 0; i < atx.Certificates.Count; i++)
        {
            var (identity, signature) = atx.Certificates[i];
            switch (stores.Marriages.Add(new MarriageRecord(set, identity, atx.Id, i, atx.Smesher, signature)))
            {
                case MarriageOutcome.Added:
                    malicious |= stores.Malfeasance.Contains(identity);
                    break;
                case MarriageOutcome.Conflict:
                    sets.Add(stores.Marriages.SetOf(identity)!.Value.Value);
                    break;
                case MarriageOutcome.ObjectExists:
                    return $"another identity has the index {i} of marriage ATX {atx.Id}";
            }
        }

        var combined = new MarriageSetId(sets.Min);
        foreach (long joined in sets.Where(joined => joined != combined.Value))
            stores.Marriages.Relabel(new MarriageSetId(joined), combined);
        if (malicious)
        {
            long now = Now();
            foreach (var certificate in atx.Certificates)
                _ = stores.Malfeasance.SetMarried(certificate.Identity, combined, now);
        }

        return null;
    }

    /// <summary>Rows 35 to 37: after the commit, in this order.</summary>
    private void Tell(CheckedAtx atx, AtxRecord record, bool convicted, bool malicious)
    {
        if (convicted)
        {
            ports.Cache.SetMalicious(atx.Smesher);
            ports.Observer.IdentityMalicious(atx.Smesher);
        }

        // The weight as checked: that of a merged ATX over unequal PoETs is not units × ticks (spec 04 §9).
        var target = atx.PublishEpoch.Target;
        var entry = new AtxEntry(atx.Id, atx.Smesher, atx.Coinbase, atx.Weight, atx.BaseHeight, atx.Height, atx.VrfNonce);
        if (ports.Cache.TryAdd(target, entry, malicious))
            ports.Observer.AtxAccepted(target, entry);
        ports.Events.Publish(new AtxStored(record));
    }

    private bool IsOwn(NodeId identity) => ports.Signers.All.Any(signer => signer.NodeId == identity);
}
