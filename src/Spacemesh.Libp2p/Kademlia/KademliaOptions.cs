using Spacemesh.Libp2p.Addresses;

namespace Spacemesh.Libp2p.Kademlia;

/// <summary>How a <see cref="KademliaService"/> behaves; the defaults are those of spec 08 §2.8.</summary>
public sealed record KademliaOptions
{
    public required string Protocol { get; init; }

    public KadMode Mode { get; init; } = KadMode.Automatic;

    public IReadOnlyList<PeerAddress> Bootstrap { get; init; } = [];

    public int BucketSize { get; init; } = 20;

    public int Concurrency { get; init; } = 10;

    /// <summary>So many nearest peers must have answered for a lookup to end.</summary>
    public int Resiliency { get; init; } = 3;

    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromMinutes(10);

    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan ServerIdle { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan ProviderValidity { get; init; } = TimeSpan.FromHours(48);

    /// <summary>Peers without a public address take part too.</summary>
    public bool PrivateNetwork { get; init; }

    /// <summary>Folder for the table and the provider records; null keeps them in memory.</summary>
    public string? Directory { get; init; }
}
