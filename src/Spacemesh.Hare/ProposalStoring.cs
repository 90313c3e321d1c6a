namespace Spacemesh.Hare;

/// <summary>What became of a proposal that was to be stored.</summary>
public enum ProposalStoring
{
    Stored,

    /// <summary>It was stored before.</summary>
    Exists,

    /// <summary>Its layer is too old.</summary>
    LayerEvicted,
}
