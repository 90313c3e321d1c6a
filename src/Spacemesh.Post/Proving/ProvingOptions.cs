using Spacemesh.Post.DataDirectory;
using Spacemesh.Runtime;

namespace Spacemesh.Post.Proving;

/// <summary>How a proof is made; none of it changes what is accepted.</summary>
public sealed record ProvingOptions
{
    /// <summary>Bytes that an interrupted proof may have to read again, at most (spec 02 §6).</summary>
    public const long MaxSaveInterval = 1L << 30;

    /// <summary>Nonces tried in one pass over the data; a multiple of 16.</summary>
    public uint Nonces { get; init; } = 16;

    /// <summary>Threads that scan and search for work; null takes all of the work pool.</summary>
    public int? Threads { get; init; }

    public WorkPriority Priority { get; init; } = WorkPriority.Normal;

    public PostReadOptions Read { get; init; } = new();

    /// <summary>Where the progress is kept; null takes <see cref="ProvingStateFile.Name"/> in the first data directory.</summary>
    public string? StatePath { get; init; }

    /// <summary>Bytes scanned between two savings of the progress. What is in flight adds to what is read again.</summary>
    public long SaveInterval { get; init; } = 512L << 20;

    /// <exception cref="PostOptionException">A value cannot be used.</exception>
    public void Validate()
    {
        if (Nonces == 0 || Nonces % NonceGroups.NoncesPerGroup != 0)
            throw new PostOptionException(nameof(Nonces), $"Nonces must be a positive multiple of {NonceGroups.NoncesPerGroup}, not {Nonces}");
        if (Nonces > NonceGroups.MaxGroups * NonceGroups.NoncesPerGroup)
            throw new PostOptionException(nameof(Nonces), $"Nonces must be at most {NonceGroups.MaxGroups * NonceGroups.NoncesPerGroup}, not {Nonces}");
        if (Threads is < 1)
            throw new PostOptionException(nameof(Threads), $"Threads must be at least 1, not {Threads}");
        Read.Validate();
        long inFlight = (long)Read.BlockSize * Read.Depth;
        if (SaveInterval < 1 || SaveInterval > MaxSaveInterval - Math.Min(inFlight, MaxSaveInterval))
            throw new PostOptionException(nameof(SaveInterval), $"SaveInterval must lie between 1 and {MaxSaveInterval - inFlight}, not {SaveInterval}");
    }
}
