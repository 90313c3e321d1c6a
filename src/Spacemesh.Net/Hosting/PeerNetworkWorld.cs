using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Libp2p.Hosting;
using Spacemesh.Libp2p.Nat;
using Spacemesh.Libp2p.Security;
using Spacemesh.Libp2p.Transports;
using Spacemesh.Net.Metering;
using Spacemesh.Runtime;

namespace Spacemesh.Net.Hosting;

/// <summary>What the network layer stands on: the process's own, or a simulation's.</summary>
public sealed record PeerNetworkWorld
{
    public required TimeProvider Time { get; init; }

    public required IRandomSource Random { get; init; }

    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    /// <summary>32 fresh secret bytes, for a key where the folder has none yet.</summary>
    public required Func<byte[]> NewSeed { get; init; }

    /// <summary>Instead of TCP; null for TCP.</summary>
    public IReadOnlyList<ITransport>? Transports { get; init; }

    public ISecretSource Secrets { get; init; } = SystemSecrets.Instance;

    public INameResolver Names { get; init; } = SystemNameResolver.Instance;

    /// <summary>Hears what the network layer does.</summary>
    public INetworkMeter Meter { get; init; } = SilentMeter.Instance;

    /// <summary>Routers to ask for a port; null for those of this machine's network.</summary>
    public IReadOnlyList<IPortMapper>? PortMappers { get; init; }
}
