using Microsoft.Extensions.Logging;
using Spacemesh.AtxsData;
using Spacemesh.Blocks;
using Spacemesh.Certifier;
using Spacemesh.Crypto.Signing;
using Spacemesh.Eligibility;
using Spacemesh.Hare;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Signing;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Consensus;

/// <summary>What the consensus loops of a node are made of.</summary>
public sealed record ConsensusParts
{
    /// <summary>Which hare rules hold in which layer.</summary>
    public required HareSchedule Hare { get; init; }

    public required OracleOptions Oracle { get; init; }

    public required CertifierOptions Certifier { get; init; }

    public required BlockOptions Blocks { get; init; }

    /// <summary>Layers whose proposals are kept: zdist + 1.</summary>
    public required uint ProposalLayers { get; init; }

    /// <summary>Layers over <see cref="Time"/>.</summary>
    public required LayerClock Clock { get; init; }

    public required TimeProvider Time { get; init; }

    public required IWorkPool Work { get; init; }

    public required IGossip Gossip { get; init; }

    public required IPeerRequests Requests { get; init; }

    public required IObjectFetcher Fetcher { get; init; }

    public required ISigners Signers { get; init; }

    public required IStateDatabase State { get; init; }

    public required ConsensusCache Atxs { get; init; }

    public required IBeacons Beacons { get; init; }

    public required ISyncStatus Sync { get; init; }

    public required ILayerPipeline Pipeline { get; init; }

    public required IMesh Mesh { get; init; }

    public required IEventSink Events { get; init; }

    /// <summary>Takes the proofs that hare makes; null for the table of identities and the consensus cache.</summary>
    public IMalfeasanceSink? Malfeasance { get; init; }

    /// <summary>Hears of own keys at work elsewhere; null where nobody watches.</summary>
    public IOwnKeyObserver? OwnKeys { get; init; }

    /// <summary>Verdicts that the nodes of a simulation share; null in a node of its own.</summary>
    public IVerdictMemory? Verdicts { get; init; }

    public required ILoggerFactory Logs { get; init; }

    /// <summary>Counts what happens; of nobody's interest where none is given.</summary>
    public NodeInstruments Instruments { get; init; } = NodeInstruments.Unheard;
}
