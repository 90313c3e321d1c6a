using Spacemesh.Post.DataDirectory;
using Spacemesh.Post.Proving;

namespace Spacemesh.Post.Remote.ServiceSide;

/// <summary>What a PoST service proves, and how.</summary>
public sealed record PostProofServiceOptions
{
    public required PostDataDirectories Directories { get; init; }

    /// <summary>The network; labels per unit are those of the data.</summary>
    public required PostConfig Network { get; init; }

    public ProvingOptions Proving { get; init; } = new();

    /// <summary>How long a proof that failed is answered with its error before it may be tried again. The reference never tries again.</summary>
    public TimeSpan FailureMemory { get; init; } = TimeSpan.FromMinutes(1);
}
