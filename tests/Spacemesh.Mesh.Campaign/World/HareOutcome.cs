namespace Spacemesh.Mesh.Campaign.World;

/// <summary>How hare ends in a layer, on each side that has a quorum.</summary>
public enum HareOutcome
{
    /// <summary>All nodes of the side have its output.</summary>
    Everyone,

    /// <summary>Only some of them; whether the others ever hear of it depends on certificates.</summary>
    Some,

    /// <summary>It fails everywhere: the layer counts as empty in the end.</summary>
    Nobody,

    /// <summary>All agree that the layer is empty.</summary>
    Empty,
}
