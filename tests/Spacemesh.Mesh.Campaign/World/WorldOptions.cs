namespace Spacemesh.Mesh.Campaign.World;

/// <summary>The size of a simulated network and the settings of its vote counting.</summary>
public sealed record WorldOptions
{
    public uint LayersPerEpoch { get; init; } = 8;

    public uint Hdist { get; init; } = 8;

    public uint Zdist { get; init; } = 4;

    public uint Window { get; init; } = 160;

    /// <summary>
    /// Below the window as on mainnet: else honest ballots on an adversary's base list the whole window, and nodes whose window is a layer
    /// ahead refuse them.
    /// </summary>
    public uint MaxExceptions { get; init; } = 48;

    /// <summary>Proposals that a layer should have.</summary>
    public uint LayerSize { get; init; } = 20;

    /// <summary>Honest nodes.</summary>
    public int Nodes { get; init; } = 4;

    /// <summary>Honest smeshers, dealt to the nodes in turn.</summary>
    public int Honest { get; init; } = 16;

    /// <summary>Smeshers that do not follow the rules.</summary>
    public int Adversaries { get; init; }

    /// <summary>Whether the first node has a twin that hears the same and is started anew again and again.</summary>
    public bool Twin { get; init; }
}
