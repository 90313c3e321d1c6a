namespace Spacemesh.Blocks;

/// <summary>Why no block can be made of a hare output (spec 05 §8.2).</summary>
public enum BlockFailureKind
{
    /// <summary>Two proposals refer to one ATX.</summary>
    RepeatedAtx,

    MissingAtx,

    /// <summary>The reference ballot is missing or declares nothing for its epoch.</summary>
    BadReferenceBallot,

    /// <summary>The declared number of slots is zero.</summary>
    NoSlots,

    MissingTransaction,

    /// <summary>Most smeshers have another state than this node: its block would differ from theirs.</summary>
    OtherMeshHash,
}
