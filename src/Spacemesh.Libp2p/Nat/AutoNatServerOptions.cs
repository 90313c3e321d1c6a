using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Nat;

/// <summary>Limits of an AutoNAT server; the defaults are the reference's.</summary>
public sealed record AutoNatServerOptions
{
    /// <summary>Transports of the dial-back; they must not reuse the listening port, or the peer's NAT would let them through.</summary>
    public required IReadOnlyList<ITransport> Transports { get; init; }

    public int GlobalLimit { get; init; } = 30;

    public int PeerLimit { get; init; } = 3;

    public TimeSpan ResetPeriod { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(15);

    public int MaximumAddresses { get; init; } = 16;
}
