using Microsoft.Extensions.Logging;
using Spacemesh.AtxsData;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Runtime;
using Spacemesh.Tortoise;
using Spacemesh.Tortoise.Tracing;
using Spacemesh.TxPool.State;

namespace Spacemesh.Services.Mesh;

/// <summary>What the mesh of a node is made of.</summary>
public sealed record MeshParts
{
    public required TortoiseOptions Tortoise { get; init; }

    public TxPoolOptions Pool { get; init; } = TxPoolOptions.Default;

    public required PruneOptions Pruning { get; init; }

    /// <summary><c>main.db-prune-interval</c>.</summary>
    public TimeSpan PruneInterval { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary><c>main.block-gas-limit</c>.</summary>
    public ulong BlockGasLimit { get; init; } = ulong.MaxValue;

    public required LayerClock Clock { get; init; }

    public required TimeProvider Time { get; init; }

    public required IWorkPool Work { get; init; }

    public required IStateDatabase State { get; init; }

    /// <summary>Filled by the mesh, as far as its votes reach back.</summary>
    public required ConsensusCache Atxs { get; init; }

    /// <summary>Fetches missing blocks.</summary>
    public required IObjectFetcher Fetcher { get; init; }

    public required IEventSink Events { get; init; }

    public required ILoggerFactory Logs { get; init; }

    /// <summary>Counts what happens; of nobody's interest where none is given.</summary>
    public NodeInstruments Instruments { get; init; } = NodeInstruments.Unheard;

    /// <summary>Takes every event of the vote counting, where that is wanted.</summary>
    public ITraceSink? Trace { get; init; }
}
