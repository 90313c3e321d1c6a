namespace Spacemesh.Poet;

/// <summary>The constants of sequential work (spec 03 §1). None of them is configurable: they are consensus.</summary>
public static class PoetParameters
{
    /// <summary>Leaves that a proof opens.</summary>
    public const int SecurityParameter = 150;

    /// <summary>SHA-256 calls per label.</summary>
    public const int LabelHashNesting = 400;

    /// <summary>Bytes of a label, a tree node or a member.</summary>
    public const int NodeSize = 32;

    /// <summary>Proof nodes that an encoding may hold.</summary>
    public const int MaxProofNodes = 5400;

    /// <summary>Ticks of a proof (spec 03 §8).</summary>
    public static ulong Ticks(ulong leafCount, ulong tickSize) => leafCount / tickSize;
}
