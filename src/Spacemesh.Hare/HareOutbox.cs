using System.Diagnostics.CodeAnalysis;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Hare;

namespace Spacemesh.Hare;

/// <summary>Makes own messages of a format: drafts to sign, then the bytes to gossip. Not thread-safe.</summary>
public sealed class HareOutbox(HareFormat format, ProposalStore store, FullExchange exchange)
{
    /// <summary>The message of one eligible smesher, not signed yet; null where the list is longer than a message may carry.</summary>
    public static HareMessage? Draft(HareSession session, IterRound round, HareValue value, HareEligibility eligibility, NodeId sender) =>
        value.Proposals.Count > Hare3Value.MaxProposals ? null : new HareMessage(session.Layer, round, value, default, eligibility, sender, default);

    /// <summary>What the smesher signs in the HARE domain.</summary>
    public byte[] SignedBytes(HareMessage draft) => Scale.Encode(format.Metadata(draft));

    /// <summary>
    /// The bytes to gossip. False where a proposal of a compacted message is not stored any more: such a message is not sent.
    /// </summary>
    public bool TrySeal(HareMessage draft, EdSignature signature, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        var message = draft with { Signature = signature };
        if (format.Compacts && draft.Round.Round == HareRound.Preround)
        {
            var full = draft.Value.Proposals;
            var compact = new CompactProposalId[full.Count];
            for (int i = 0; i < compact.Length; i++)
            {
                if (!store.TryGet(draft.Layer, full[i], out var proposal) || proposal.CompactId is not { } id)
                    return false;
                compact[i] = id;
            }

            message = message.WithCompact(ScaleList.Own(compact));
            exchange.Remember(format.HashBody(message), draft.Layer, full);
        }

        bytes = format.Encode(message);
        return true;
    }
}
