using Microsoft.Extensions.Logging;
using Spacemesh.Crypto.Keys;
using Spacemesh.Crypto.Signing;
using Spacemesh.Net.Metering;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Ports.State;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Post.RandomX;
using Spacemesh.Runtime;
using Spacemesh.Services.Checkpoint.Recovery;
using Spacemesh.Services.Smeshing.Foresight;
using Spacemesh.Services.Smeshing.Setup;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Services.Sync;

namespace Spacemesh.Node;

/// <summary>
/// The world that a node stands in: clock, chance, processors, disks, network. A process gives the real ones, a simulation its own; the
/// node cannot tell. All of it belongs to whoever made it.
/// </summary>
public sealed record NodeEnvironment
{
    public required TimeProvider Time { get; init; }

    public required IRandomSource Random { get; init; }

    public required IWorkPool Work { get; init; }

    public required IStateDatabase State { get; init; }

    public required ILocalDatabase Local { get; init; }

    /// <summary>The identities in the order of their names.</summary>
    public required IReadOnlyList<Identity> Identities { get; init; }

    /// <summary>What they signed so far.</summary>
    public required SigningRecord SigningRecord { get; init; }

    public required IGossip Gossip { get; init; }

    public required IPeerRequests Requests { get; init; }

    /// <summary>Fails when the network layer does, which ends the node; null where that cannot be.</summary>
    public Task? NetworkFailure { get; init; }

    /// <summary>Fails when the databases can no longer keep what must be kept, which ends the node; null where that cannot be.</summary>
    public Task? StorageFailure { get; init; }

    /// <summary>Where objects are to be had; an <see cref="Net.Fetching.ObjectFetcher"/> among peers, which the graph then runs and gives its intakes.</summary>
    public required IObjectFetcher Fetcher { get; init; }

    /// <summary>How far the node is with its network; a <see cref="Services.Sync.SyncStatus"/> where it joins one, which the graph's sync then writes.</summary>
    public required ISyncStatus Sync { get; init; }

    /// <summary>The web, for bootstrap updates; null where there is none.</summary>
    public IWebFiles? Web { get; init; }

    /// <summary>Own ATXs that were kept over a recovery.</summary>
    public PreservedAtxs Preserved { get; init; } = PreservedAtxs.None;

    /// <summary>Computes labels to verify.</summary>
    public required ILabelEngine Labels { get; init; }

    /// <summary>Verifies proofs of work.</summary>
    public required IRandomX RandomX { get; init; }

    /// <summary>Finds proofs of work for own proofs.</summary>
    public required IPowSource PowSource { get; init; }

    /// <summary>Devices that make PoST data.</summary>
    public required Func<IReadOnlyList<LabelProvider>> Devices { get; init; }

    /// <summary>Seed that the sample of checked indices is drawn with: different on every node.</summary>
    public required ReadOnlyMemory<byte> SampleSeed { get; init; }

    /// <summary>PoETs to register with, once there is somebody who takes in their proofs.</summary>
    public required Func<IPoetProofs, IPoetClients> Poets { get; init; }

    /// <summary>A PoST service outside this process for data of the node's own; null, or a null result, proves in this process.</summary>
    public Func<PostSetupOptions, IPostServiceRunner?>? PostServiceRunner { get; init; }

    /// <summary>Whether <see cref="PowSource"/> searches with RandomX's whole dataset in memory.</summary>
    public bool SearchesFast { get; init; }

    /// <summary>How long earlier proofs took.</summary>
    public ProvingHistory Proving { get; init; } = new();

    public required EventBus Events { get; init; }

    /// <summary>Verdicts that the nodes of a simulation share; null in a node of its own.</summary>
    public IVerdictMemory? Verdicts { get; init; }

    public required ILoggerFactory Logs { get; init; }

    /// <summary>Counts what happens; of nobody's interest where none is given.</summary>
    public NodeInstruments Instruments { get; init; } = NodeInstruments.Unheard;

    /// <summary>Hears what the network layer does.</summary>
    public INetworkMeter NetworkMeter { get; init; } = SilentMeter.Instance;

    /// <summary>Hears what sync does.</summary>
    public ISyncMeter SyncMeter { get; init; } = SilentSyncMeter.Instance;
}
