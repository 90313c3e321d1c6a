using Spacemesh.Primitives;
using Spacemesh.Services.Sync.Atxs;
using Spacemesh.Services.Sync.Identities;

namespace Spacemesh.Services.Sync;

/// <summary>Settings of the section <c>syncer</c> (spec 08 §8.1).</summary>
public sealed record SyncOptions
{
    /// <summary>Pause before every run.</summary>
    public required TimeSpan Interval { get; init => field = Positive(value, "syncer.interval"); }

    /// <summary>Share of an epoch during which the ATXs of the epoch before are still completed.</summary>
    public required double EpochEndFraction
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new InvalidOptionException("syncer.epochendfraction", $"{value} is not between 0 and 1");
    }

    /// <summary>How long agreements and resynced layers of a peer are remembered.</summary>
    public required TimeSpan MaxStaleDuration { get; init => field = Positive(value, "syncer.maxstaleduration"); }

    /// <summary>How long gossip runs before the node takes part.</summary>
    public required TimeSpan GossipDuration
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new InvalidOptionException("syncer.gossipduration", $"{value} is negative");
    }

    /// <summary>Layers behind that make the node unsynced.</summary>
    public required uint OutOfSyncThreshold
    {
        get;
        init => field = value >= 1 ? value : throw new InvalidOptionException("syncer.out-of-sync-threshold", "must be at least 1");
    }

    public required bool DisableMeshAgreement { get; init; }

    /// <summary>Share of an epoch after which votes are counted; 0 counts every layer.</summary>
    public required double TallyVotesFrequency
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new InvalidOptionException("syncer.tallyvotesfrequency", $"{value} is not between 0 and 1");
    }

    /// <summary>Tortoise's Zdist: a layer that hare works on is left alone while it is younger.</summary>
    public required uint HareDelayLayers { get; init; }

    /// <summary>Tortoise's Hdist: certificates of older layers do not matter.</summary>
    public required uint CertificateDistance { get; init; }

    /// <summary>A network of one node: there is nobody to ask.</summary>
    public bool Standalone { get; init; }

    public required AtxSyncOptions Atxs { get; init; }

    public required MalfeasanceSyncOptions Malfeasance { get; init; }

    private static TimeSpan Positive(TimeSpan value, string key) =>
        value > TimeSpan.Zero ? value : throw new InvalidOptionException(key, $"{value} is not positive");
}
