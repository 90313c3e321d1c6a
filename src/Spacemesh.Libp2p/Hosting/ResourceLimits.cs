namespace Spacemesh.Libp2p.Hosting;

/// <summary>What a host holds at most. Connections beyond are closed, streams beyond are reset.</summary>
public sealed record ResourceLimits
{
    /// <summary>Connections in all.</summary>
    public int Connections { get; init => field = Positive(value, nameof(Connections)); } = 1024;

    /// <summary>Connections that peers opened.</summary>
    public int InboundConnections { get; init => field = Positive(value, nameof(InboundConnections)); } = 1024;

    /// <summary>Connections that this host opened.</summary>
    public int OutboundConnections { get; init => field = Positive(value, nameof(OutboundConnections)); } = 1024;

    /// <summary>Connections with one peer.</summary>
    public int ConnectionsPerPeer { get; init => field = Positive(value, nameof(ConnectionsPerPeer)); } = 8;

    /// <summary>Inbound connections from one IPv4 address; loopback is exempt.</summary>
    public int ConnectionsPerIp4 { get; init => field = Positive(value, nameof(ConnectionsPerIp4)); } = 32;

    /// <summary>Inbound connections from one IPv6 network of 56 bits; loopback is exempt.</summary>
    public int ConnectionsPerIp6Network { get; init => field = Positive(value, nameof(ConnectionsPerIp6Network)); } = 32;

    /// <summary>Streams in all.</summary>
    public int Streams { get; init => field = Positive(value, nameof(Streams)); } = 65536;

    /// <summary>Streams that one peer opened.</summary>
    public int InboundStreamsPerPeer { get; init => field = Positive(value, nameof(InboundStreamsPerPeer)); } = 2048;

    private static int Positive(int value, string name) =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "a limit is at least 1");
}
