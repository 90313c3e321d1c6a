using Microsoft.Extensions.Logging;
using Spacemesh.Codec;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Checkpoint.Recovery;

/// <summary>
/// Finds what of the old state an identity's next ATX needs and a checkpoint lacks (spec 08 §15.3): the newest own ATX, or what a pending
/// challenge names, and everything that these build on.
/// </summary>
internal sealed class OwnAtxCollector(IStateStores state, ILocalStores local, AtxId golden, IReadOnlySet<AtxId> checkpointed, ILogger log)
{
    private readonly Dictionary<AtxId, (EpochId Published, AtxBlob Blob, IReadOnlyList<PoetProofRef> Proofs)> _collected = [];

    public PreservedAtxs Collect(IEnumerable<NodeId> identities)
    {
        foreach (var identity in identities)
        {
            var found = new Dictionary<AtxId, (EpochId Published, AtxBlob Blob, IReadOnlyList<PoetProofRef> Proofs)>();
            if (Roots(identity).All(root => TryFollow(root, found, out _) || Abandon(identity, root)))
            {
                foreach (var (id, atx) in found)
                    _collected.TryAdd(id, atx);
            }
        }

        var ordered = _collected.OrderBy(entry => entry.Value.Published).ThenBy(entry => entry.Key).ToList();
        var proofs = new List<(PoetProofRef, ScaleBytes)>();
        var seen = new HashSet<PoetProofRef>();
        foreach (var reference in ordered.SelectMany(entry => entry.Value.Proofs).Where(seen.Add))
        {
            if (state.Poets.Find(reference) is { } message)
                proofs.Add((reference, message));
            else
                RecoveryLog.ProofMissing(log, reference);
        }

        return new PreservedAtxs([.. ordered.Select(entry => (entry.Key, entry.Value.Published, entry.Value.Blob))], proofs);
    }

    private IEnumerable<AtxId> Roots(NodeId identity)
    {
        var challenge = local.Challenges.Find(identity);
        if (state.Atxs.LastBy(identity) is { } own)
            yield return own;
        else if (challenge?.CommitmentAtx is { } commitment)
            yield return commitment;
        if (challenge is not null)
            yield return challenge.PositioningAtx;
    }

    /// <summary>Collects an ATX and its dependencies; stops at the golden one and at what the checkpoint has.</summary>
    private bool TryFollow(AtxId root, Dictionary<AtxId, (EpochId, AtxBlob, IReadOnlyList<PoetProofRef>)> found, out AtxId missing)
    {
        var open = new Stack<AtxId>([root]);
        missing = default;
        while (open.TryPop(out var id))
        {
            if (id == default || id == golden || checkpointed.Contains(id) || found.ContainsKey(id))
                continue;
            if (state.Atxs.Blob(id) is not { Bytes.Length: > 0 } blob || !VersionedAtx.TryDecode(blob.Bytes, blob.Version, out var atx, out _))
            {
                missing = id;
                return false;
            }

            found[id] = (atx.PublishEpoch, blob, ProofsOf(atx));
            foreach (var dependency in DependenciesOf(atx))
                open.Push(dependency);
        }

        return true;
    }

    private bool Abandon(NodeId identity, AtxId root)
    {
        RecoveryLog.NotPreserved(log, identity, root);
        return false;
    }

    private static IEnumerable<AtxId> DependenciesOf(VersionedAtx atx)
    {
        if (atx.V1 is { } v1)
        {
            var challenge = v1.Inner.Challenge;
            return [challenge.CommitmentAtxId ?? default, challenge.PositioningAtxId, challenge.PrevAtxId];
        }

        var v2 = atx.V2!;
        return [v2.Initial?.CommitmentAtx ?? default, v2.PositioningAtx, .. v2.PreviousAtxs, v2.MarriageAtx ?? default];
    }

    private static IReadOnlyList<PoetProofRef> ProofsOf(VersionedAtx atx)
    {
        if (atx.V2 is { } v2)
            return [.. v2.NIPosts.Select(nipost => new PoetProofRef(nipost.Challenge.Value))];
        var challenge = atx.V1!.Inner.NIPost?.PostMetadata?.Challenge ?? default;
        return challenge.Length == Bytes32.Length ? [PoetProofRef.FromBytes(challenge.Span)] : [];
    }
}
