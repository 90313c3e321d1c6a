using Spacemesh.AtxsData;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Signing;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Mesh.Building;

/// <summary>What the proposal builder reads and drives.</summary>
public sealed record BuilderPorts
{
    public required LayerClock Clock { get; init; }

    public required IStateStores State { get; init; }

    /// <summary>Own identities are registered in it.</summary>
    public required ConsensusCache Atxs { get; init; }

    public required ISigners Signers { get; init; }

    public required ISyncStatus Sync { get; init; }

    public required IProposalVotes Votes { get; init; }

    public required IOfferedTransactions Transactions { get; init; }

    public required IGossip Gossip { get; init; }

    public required IEventSink Events { get; init; }

    public required IWorkPool Pool { get; init; }

    /// <summary>Counts what happens; of nobody's interest where none is given.</summary>
    public NodeInstruments Instruments { get; init; } = NodeInstruments.Unheard;

    /// <summary>Measures how long building takes; null where that is of no interest.</summary>
    public TimeProvider? Time { get; init; }
}
