using Microsoft.Extensions.Logging;
using Spacemesh.Beacons;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Signing;
using Spacemesh.Ports.Time;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Consensus.Beacons;

/// <summary>What a <see cref="BeaconService"/> is made of.</summary>
public sealed record BeaconParts
{
    public required BeaconOptions Options { get; init; }

    /// <summary>Layers over <see cref="Time"/>.</summary>
    public required LayerClock Clock { get; init; }

    public required TimeProvider Time { get; init; }

    public required BeaconKeeper Keeper { get; init; }

    public required StateBeaconSource Source { get; init; }

    public required IBeaconChecks Checks { get; init; }

    public required IGossip Gossip { get; init; }

    public required ISigners Signers { get; init; }

    public required ISyncStatus Sync { get; init; }

    public required IWorkPool Work { get; init; }

    public required ILogger<BeaconService> Log { get; init; }

    /// <summary>Counts what happens; of nobody's interest where none is given.</summary>
    public NodeInstruments Instruments { get; init; } = NodeInstruments.Unheard;
}
