namespace Spacemesh.Mesh.Campaign.World;

/// <summary>How an adversary votes.</summary>
public enum Conduct
{
    /// <summary>Against every block there ever was.</summary>
    Against,

    /// <summary>For blocks that do not exist.</summary>
    Invented,

    /// <summary>It abstains from everything.</summary>
    Abstaining,

    /// <summary>Now for, now against, now abstaining.</summary>
    Fickle,

    /// <summary>For blocks that do not exist and claim more ticks than anybody has: only full mode can refuse them.</summary>
    Tall,

    /// <summary>Two contradicting ballots in every layer, each to half of the nodes.</summary>
    Equivocating,
}
