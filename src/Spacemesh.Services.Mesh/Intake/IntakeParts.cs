using Microsoft.Extensions.Logging;
using Spacemesh.AtxsData;
using Spacemesh.Crypto.Signing;
using Spacemesh.Hare;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Proposals;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Counting;

namespace Spacemesh.Services.Mesh.Intake;

/// <summary>What the intakes of ballots, proposals and active sets are made of.</summary>
public sealed record IntakeParts
{
    public required ProposalOptions Options { get; init; }

    /// <summary>Verifies signatures of this network.</summary>
    public required EdVerifier Verifier { get; init; }

    public required LayerClock Clock { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Verifies signatures and VRFs.</summary>
    public required IWorkPool Work { get; init; }

    public required IStateDatabase State { get; init; }

    public required ConsensusCache Atxs { get; init; }

    public required VoteCounter Votes { get; init; }

    public required MeshService Mesh { get; init; }

    /// <summary>The store that hare reads.</summary>
    public required ProposalStore Proposals { get; init; }

    public required IBeaconBallots Beacons { get; init; }

    /// <summary>Hears of identities that turn out malicious; the counting must be among those whom it tells.</summary>
    public required IChainObserver Observer { get; init; }

    public required IObjectFetcher Fetcher { get; init; }

    public required IGossip Gossip { get; init; }

    public required ISyncStatus Sync { get; init; }

    public required IEventSink Events { get; init; }

    public required ILogger<MeshIntakes> Log { get; init; }

    /// <summary>Measures the steps; of nobody's interest where none is given.</summary>
    public NodeInstruments Instruments { get; init; } = NodeInstruments.Unheard;
}
