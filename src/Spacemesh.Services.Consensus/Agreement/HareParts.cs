using Microsoft.Extensions.Logging;
using Spacemesh.AtxsData;
using Spacemesh.Crypto.Signing;
using Spacemesh.Hare;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Signing;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Runtime;
using Spacemesh.Services.Consensus.Committees;
using System.Threading.Channels;

namespace Spacemesh.Services.Consensus.Agreement;

/// <summary>What a <see cref="HareService"/> is made of.</summary>
public sealed record HareParts
{
    /// <summary>Which rules hold in which layer.</summary>
    public required HareSchedule Schedule { get; init; }

    /// <summary>Layers over <see cref="Time"/>.</summary>
    public required LayerClock Clock { get; init; }

    public required TimeProvider Time { get; init; }

    public required IWorkPool Work { get; init; }

    public required IGossip Gossip { get; init; }

    public required IPeerRequests Requests { get; init; }

    public required ISigners Signers { get; init; }

    /// <summary>Beacons and own ATXs are read from it.</summary>
    public required IStateStores State { get; init; }

    public required ConsensusCache Atxs { get; init; }

    public required ISyncStatus Sync { get; init; }

    public required CommitteeOracle Oracle { get; init; }

    public required EdVerifier Verifier { get; init; }

    /// <summary>The proposals of the latest layers; the loop evicts its old ones.</summary>
    public required ProposalStore Proposals { get; init; }

    public required SharedLayerPatrol Patrol { get; init; }

    /// <summary>Hears of weak coins.</summary>
    public required ILayerPipeline Pipeline { get; init; }

    public required IMalfeasanceSink Malfeasance { get; init; }

    /// <summary>Hears of results.</summary>
    public required IEventSink Events { get; init; }

    /// <summary>Where results go: the block loop. A session waits while it is full.</summary>
    public required ChannelWriter<HareResult> Results { get; init; }

    /// <summary>Hears of own keys at work elsewhere; null where nobody watches.</summary>
    public IOwnKeyObserver? OwnKeys { get; init; }

    public required ILogger<HareService> Log { get; init; }

    /// <summary>Counts what happens; of nobody's interest where none is given.</summary>
    public NodeInstruments Instruments { get; init; } = NodeInstruments.Unheard;
}
