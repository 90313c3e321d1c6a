using Spacemesh.Primitives;

namespace Spacemesh.Services.Sync.Atxs;

/// <summary>Settings of the section <c>syncer.atx-sync</c> (spec 08 §9).</summary>
public sealed record AtxSyncOptions
{
    /// <summary>Pause between two rounds of asking for an epoch's ids.</summary>
    public TimeSpan EpochInfoInterval
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new InvalidOptionException("syncer.atx-sync.epoch-info-request-interval", $"{value} is not positive");
    } = TimeSpan.FromHours(4);

    /// <summary>Peers that are asked in a round.</summary>
    public int EpochInfoPeers { get; init => field = AtLeastOne(value, "epoch-info-peers"); } = 2;

    /// <summary>Failures after which an ATX is given up until it is listed again.</summary>
    public int RequestsLimit { get; init => field = AtLeastOne(value, "requests-limit"); } = 10;

    /// <summary>ATXs that are fetched together.</summary>
    public int BatchSize { get; init => field = AtLeastOne(value, "atxs-batch"); } = 1000;

    private static int AtLeastOne(int value, string key) =>
        value >= 1 ? value : throw new InvalidOptionException($"syncer.atx-sync.{key}", $"{value} is below 1");
}
