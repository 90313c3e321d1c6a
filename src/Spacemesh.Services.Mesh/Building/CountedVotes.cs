using System.Diagnostics.CodeAnalysis;
using Spacemesh.Primitives;
using Spacemesh.Services.Mesh.Counting;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Services.Mesh.Building;

/// <summary>The votes of the node's own counting.</summary>
public sealed class CountedVotes(VoteCounter counter) : IProposalVotes
{
    public LayerId LatestVerified => counter.LatestVerified;

    public bool TryVote(LayerId layer, [NotNullWhen(true)] out Opinion? opinion, [NotNullWhen(false)] out string? failure)
    {
        counter.TallyVotes(layer);
        return counter.TryEncodeVotes(layer, out opinion, out failure);
    }
}
