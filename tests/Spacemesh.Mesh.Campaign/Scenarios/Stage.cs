using Spacemesh.Mesh.Campaign.World;

namespace Spacemesh.Mesh.Campaign.Scenarios;

/// <summary>A number of layers under one plan, and what must hold at their end.</summary>
/// <param name="Layers">How many.</param>
/// <param name="Plan">What happens in each of them.</param>
public sealed record Stage(int Layers, LayerPlan Plan)
{
    /// <summary>
    /// At the end all nodes have verified all but so many of the last layers and agree on them to the last byte; null where nothing is
    /// claimed.
    /// </summary>
    public int? Agreement { get; init; }
}
