using Spacemesh.Primitives;

namespace Spacemesh.Services.Sync.Identities;

/// <summary>Settings of the section <c>syncer.malfeasance-sync</c> (spec 08 §10).</summary>
public sealed record MalfeasanceSyncOptions
{
    /// <summary>Pause between two rounds of asking for malicious ids, once the node is in sync.</summary>
    public TimeSpan IdRequestInterval { get; init => field = Positive(value, "id-request-interval"); } = TimeSpan.FromMinutes(30);

    /// <summary>Pause between two rounds before.</summary>
    public TimeSpan RetryInterval { get; init => field = Positive(value, "retry-interval"); } = TimeSpan.FromMinutes(1);

    /// <summary>Peers that are asked in a round.</summary>
    public int IdPeers { get; init => field = AtLeastOne(value, "malfeasance-id-peers"); } = 3;

    /// <summary>Peers whose proofs must be here for the node to be in sync.</summary>
    public int MinSyncPeers { get; init => field = AtLeastOne(value, "min-sync-peers"); } = 3;

    /// <summary>Share of an epoch after which proofs are out of date.</summary>
    public double MaxEpochFraction
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new InvalidOptionException("syncer.malfeasance-sync.max-epoch-fraction", $"{value} is not between 0 and 1");
    } = 0.25;

    /// <summary>Proofs that are fetched together.</summary>
    public int BatchSize { get; init => field = AtLeastOne(value, "max-batch-size"); } = 1000;

    /// <summary>Failures after which a proof is given up until it is listed again.</summary>
    public int RequestsLimit { get; init => field = AtLeastOne(value, "requests-limit"); } = 20;

    private static int AtLeastOne(int value, string key) =>
        value >= 1 ? value : throw new InvalidOptionException($"syncer.malfeasance-sync.{key}", $"{value} is below 1");

    private static TimeSpan Positive(TimeSpan value, string key) =>
        value > TimeSpan.Zero ? value : throw new InvalidOptionException($"syncer.malfeasance-sync.{key}", $"{value} is not positive");
}
