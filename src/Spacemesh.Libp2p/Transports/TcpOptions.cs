namespace Spacemesh.Libp2p.Transports;

/// <summary>How TCP connections are made.</summary>
public sealed record TcpOptions
{
    /// <summary>Dials from the listening port, which helps hole punching; where it cannot, from any port.</summary>
    public bool ReusePort { get; init; } = true;

    /// <summary>Pending connections of a listener in the kernel.</summary>
    public int Backlog
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Backlog), value, "at least one connection");
    } = 512;
}
