namespace Spacemesh.Malfeasance;

/// <summary>What a valid ATX of version 2 contradicts, in the order of the checks (spec 04 §12.5).</summary>
public enum AtxV2ConflictKind
{
    /// <summary>Its signer was malicious before.</summary>
    KnownMalicious,

    /// <summary>An identity that it marries is married elsewhere.</summary>
    DoubleMarry,

    /// <summary>An identity's PoST is in two ATXs of the epoch.</summary>
    DoublePost,

    /// <summary>Two merged ATXs of one set in the epoch.</summary>
    DoubleMerge,

    /// <summary>An identity continues another ATX than its newest, and did so before.</summary>
    WrongPrevious,
}
