namespace Spacemesh.Poet.Verification;

/// <summary>Why a proof of sequential work is refused (spec 03 §5.2), in the order of the checks.</summary>
public enum WorkFault
{
    None,

    /// <summary>It does not open as many leaves as the security parameter asks.</summary>
    LeavesProven,

    /// <summary>The leaves do not fit the indices that root and leaf count give.</summary>
    Indices,

    /// <summary>The nodes do not lead to the root.</summary>
    Root,

    /// <summary>Some leaves were not reached by the climb.</summary>
    Unreached,

    /// <summary>A leaf is not the label of its position.</summary>
    Label,
}
