namespace Spacemesh.Libp2p.Discovery;

/// <summary>When routing discovery advertises and looks (spec 08 §1.2, §2.9).</summary>
public sealed record DiscoveryTimings
{
    public TimeSpan AdvertiseDelay { get; init; } = TimeSpan.FromHours(1);

    public TimeSpan AdvertiseInterval { get; init; } = TimeSpan.FromHours(2);

    public TimeSpan AdvertiseIntervalSpread { get; init; } = TimeSpan.FromHours(1);

    public TimeSpan AdvertiseRetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan FindPeersRetryDelay { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan MinimumConnectBackoff { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan MaximumConnectBackoff { get; init; } = TimeSpan.FromHours(1);

    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Throws for values that do not fit together.</summary>
    public void Validate()
    {
        if (AdvertiseIntervalSpread > AdvertiseInterval)
            throw new ArgumentException($"advertise-interval-spread {AdvertiseIntervalSpread} is above advertise-interval {AdvertiseInterval}");
    }
}
