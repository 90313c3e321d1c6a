using Spacemesh.Post;
using Spacemesh.Post.RandomX;
using Spacemesh.Post.Verification;

namespace Spacemesh.Services.Smeshing.Verification;

/// <summary>How PoST proofs are verified (spec 04 §10). Every property validates itself and throws <see cref="InvalidOptionException"/>.</summary>
public sealed record PostVerificationOptions
{
    public required PostConfig Post { get; init; }

    /// <summary>The node's own peer id: nodes that look at few indices look at different ones.</summary>
    public required ReadOnlyMemory<byte> Seed { get; init; }

    /// <summary>Every proof is taken as valid, without a look.</summary>
    public bool Disabled { get; init; }

    /// <summary>Proofs verified at a time, and length of either queue.</summary>
    public int Workers
    {
        get;
        init => field = value >= 1 ? value : throw new InvalidOptionException("smeshing-opts-verifying-workers", $"{value} workers verify nothing; at least 1 is needed");
    } = 1;

    /// <summary>Proofs verified at a time while an own proof is made; at most <see cref="Workers"/> count.</summary>
    public int MinWorkers
    {
        get;
        init => field = value >= 0 ? value : throw new InvalidOptionException("smeshing-opts-verifying-min-workers", $"{value} is negative");
    } = 1;

    /// <summary>RandomX flags; null takes what this processor is best with.</summary>
    public RandomXFlags? PowFlags { get; init; }

    /// <summary>Verdicts kept for proofs that come again.</summary>
    public int CacheSize
    {
        get;
        init => field = value >= 0 ? value : throw new InvalidOptionException(nameof(CacheSize), $"{value} is negative");
    } = 4096;

    /// <summary>RandomX as these options want it.</summary>
    public RandomXOptions RandomX => new() { Mode = RandomXMode.Light, Flags = PowFlags & ~RandomXFlags.FullMemory };

    /// <summary>The indices that are looked at in other nodes' NIPoSTs.</summary>
    public IndexSelection Sample => Post.K3 == Post.K2 ? IndexSelection.All : IndexSelection.Subset(Post.K3, Seed);

    /// <summary>What of this is dangerous or does not do what its user may think, each with what to do. For the log, before the node starts.</summary>
    /// <param name="hasOpenPeers">Whether the node talks with peers that its user does not run himself.</param>
    public IReadOnlyList<string> Warnings(bool hasOpenPeers)
    {
        var warnings = new List<string>();
        if (Disabled)
        {
            warnings.Add(hasOpenPeers
                ? "PoST VERIFICATION IS OFF (smeshing-opts-verifying-disable): this node believes and spreads any invalid ATX that a peer sends, may build on it and lose its rewards. Use this behind a trusted node only"
                : "PoST verification is off (smeshing-opts-verifying-disable): the peers of this node must verify for it");
        }

        if (!Disabled && Post.K3 == 0)
            warnings.Add("post-k3 is 0: no label of any proof is looked at, only its proof of work. Set post-k3 to 1 at least");
        if (!Disabled && Post.K3 > Post.K2)
            warnings.Add($"post-k3 ({Post.K3}) is above post-k2 ({Post.K2}): all indices are looked at, which is what {Post.K2} does too");
        if (!Disabled && MinWorkers == 0)
            warnings.Add("smeshing-opts-verifying-min-workers is 0: nothing is verified while an own proof is made, and ATXs wait for hours. Set it to 1 at least");
        if (!Disabled && MinWorkers > Workers)
            warnings.Add($"smeshing-opts-verifying-min-workers ({MinWorkers}) is above smeshing-opts-verifying-workers ({Workers}): {Workers} are used, also while an own proof is made");
        if (PowFlags is { } flags)
        {
            if ((flags & RandomXFlags.FullMemory) != RandomXFlags.None)
                warnings.Add("smeshing-opts-verifying-powflags asks for full memory (4): verifying does not use it and does without");
            if ((flags & ~RandomXFlags.All) != RandomXFlags.None)
                warnings.Add($"smeshing-opts-verifying-powflags has bits without meaning ({(uint)(flags & ~RandomXFlags.All)}): they are ignored");
            if ((flags & RandomXFlags.Jit) == RandomXFlags.None)
                warnings.Add("smeshing-opts-verifying-powflags leaves the JIT compiler (8) out: verifying takes several times as long. Leave the setting empty");
        }

        return warnings;
    }
}
