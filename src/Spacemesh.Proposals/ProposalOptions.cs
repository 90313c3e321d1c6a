using Spacemesh.Primitives;
using Spacemesh.Proposals.Slots;

namespace Spacemesh.Proposals;

/// <summary>Settings of the rules of ballots and proposals (spec 06 §1). Every property validates itself.</summary>
public sealed record ProposalOptions
{
    /// <summary>Expected proposals in a layer, at least 1.</summary>
    public required uint LayerSize
    {
        get;
        init => field = value > 0 ? value : throw new InvalidOptionException("layer-average-size", "must be at least 1");
    }

    /// <summary>The least weight that an active set counts with, by epoch.</summary>
    public MinimalWeights MinimalWeights { get; init; } = MinimalWeights.None;

    /// <summary>Layers in which two supported blocks of one layer are a double vote.</summary>
    public uint Hdist { get; init; } = 10;

    /// <summary>Most blocks that a ballot may support by itself.</summary>
    public uint MaxExceptions { get; init; } = 5000;
}
