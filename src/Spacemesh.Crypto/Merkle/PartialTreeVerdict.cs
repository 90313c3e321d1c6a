namespace Spacemesh.Crypto.Merkle;

/// <summary>What the check of a partial tree found (spec 03 §3.4).</summary>
public enum PartialTreeVerdict
{
    /// <summary>The computed root is the expected one.</summary>
    Valid,

    /// <summary>The computed root is another one.</summary>
    WrongRoot,

    /// <summary>There are not as many leaves as indices.</summary>
    LeafCount,

    /// <summary>There is no leaf.</summary>
    NoLeaves,

    /// <summary>The indices do not ascend.</summary>
    Unsorted,

    /// <summary>An index occurs twice.</summary>
    Duplicates,
}
