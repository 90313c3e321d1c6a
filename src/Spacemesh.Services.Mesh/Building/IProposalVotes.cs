using System.Diagnostics.CodeAnalysis;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Services.Mesh.Building;

/// <summary>What own ballots vote. Thread-safe.</summary>
public interface IProposalVotes
{
    /// <summary>Last layer of the verified prefix.</summary>
    LayerId LatestVerified { get; }

    /// <summary>Counts everything up to the layer, then gives the votes of a ballot in it, or says why there are none.</summary>
    bool TryVote(LayerId layer, [NotNullWhen(true)] out Opinion? opinion, [NotNullWhen(false)] out string? failure);
}
