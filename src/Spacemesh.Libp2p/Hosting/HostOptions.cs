using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Multiplexing;
using Spacemesh.Libp2p.Security;
using Spacemesh.Libp2p.Transports;
using Spacemesh.Runtime;

namespace Spacemesh.Libp2p.Hosting;

/// <summary>What a <see cref="Host"/> is made of.</summary>
public sealed record HostOptions
{
    public required IdentityKey Identity { get; init; }

    public required TimeProvider Time { get; init; }

    public required IRandomSource Random { get; init; }

    public required IReadOnlyList<ITransport> Transports { get; init; }

    /// <summary>Transports that secure and multiplex themselves (QUIC).</summary>
    public IReadOnlyList<ISecureTransport> SecureTransports { get; init; } = [];

    /// <summary>Source of handshake keys; the system's, except in simulations.</summary>
    public ISecretSource Secrets { get; init; } = SystemSecrets.Instance;

    /// <summary>Peers with another prologue fail the handshake.</summary>
    public ReadOnlyMemory<byte> Prologue { get; init; }

    public IReadOnlyList<Multiaddr> ListenAddresses { get; init; } = [];

    /// <summary>Advertised verbatim instead of what the host finds out; empty for the latter.</summary>
    public IReadOnlyList<Multiaddr> AdvertiseAddresses { get; init; } = [];

    public string AgentVersion { get; init; } = "spacemesh-libp2p";

    public string ProtocolVersion { get; init; } = "";

    public IConnectionGater Gater { get; init; } = new OpenGater();

    public ResourceLimits Limits { get; init; } = new();

    public YamuxOptions Yamux { get; init; } = new();

    public INameResolver Names { get; init; } = SystemNameResolver.Instance;

    public IStreamMeter? Meter { get; init; }

    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Connections that are being upgraded at a time, per listener; further ones wait in the system.</summary>
    public int AcceptQueue
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(AcceptQueue), value, "at least one connection");
    } = 16;

    /// <summary>Security and muxer of a connection, in all.</summary>
    public TimeSpan UpgradeTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Agreement on a stream's protocol.</summary>
    public TimeSpan NegotiationTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Dialling a peer, in all.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Dialling one public address, with the upgrade.</summary>
    public TimeSpan AddressTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Dialling one private or loopback address, with the upgrade.</summary>
    public TimeSpan LocalAddressTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A dial to the peer's next address starts after so long without an answer.</summary>
    public TimeSpan DialStagger { get; init; } = TimeSpan.FromMilliseconds(250);
}
