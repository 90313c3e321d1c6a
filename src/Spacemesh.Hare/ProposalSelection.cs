using Spacemesh.Codec;
using Spacemesh.Primitives;

namespace Spacemesh.Hare;

/// <summary>Which proposals a node brings to a session (spec 05 §5.8).</summary>
public static class ProposalSelection
{
    /// <summary>
    /// The ids of the layer's proposals that are good for this session, ascending. Empty where an ATX is missing or the node has none itself:
    /// proposals are compared with the heights of the node's own ATXs.
    /// </summary>
    /// <param name="proposals">All proposals of the layer.</param>
    /// <param name="beacon">The session's beacon.</param>
    /// <param name="epoch">The layer's epoch.</param>
    /// <param name="own">ATXs of the session's smeshers that are targeted at that epoch.</param>
    /// <param name="atxs">All ATXs.</param>
    public static ScaleList<ProposalId> Select(
        IReadOnlyCollection<StoredProposal> proposals, Beacon beacon, EpochId epoch, IEnumerable<AtxId> own, IHareAtxs atxs)
    {
        ulong? lowest = null;
        foreach (var atx in own)
        {
            if (atxs.Heights(epoch, atx) is { } heights)
                lowest = Math.Min(lowest ?? ulong.MaxValue, heights.Height);
        }

        if (lowest is not { } height)
            return default;
        var perAtx = proposals.CountBy(proposal => proposal.Atx).ToDictionary();
        var selected = new List<ProposalId>();
        foreach (var proposal in proposals)
        {
            if (proposal.Malicious || atxs.IsMalicious(proposal.Smesher) || perAtx[proposal.Atx] > 1)
                continue;
            if (atxs.Heights(epoch, proposal.Atx) is not { } heights)
                return default;
            if (heights.Base < height && proposal.Beacon == beacon)
                selected.Add(proposal.Id);
        }

        selected.Sort();
        return selected.ToScaleList();
    }
}
