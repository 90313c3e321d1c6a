using Microsoft.Extensions.Logging;
using Spacemesh.AtxsData;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Ports.State;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Proving;
using Spacemesh.Services.Smeshing.Signing;
using Spacemesh.Services.Smeshing.Time;

namespace Spacemesh.Services.Smeshing.Building;

/// <summary>What the ATX builder works with.</summary>
public sealed record BuilderContext
{
    public required SmeshingOptions Options { get; init; }

    public required WallAlarm Alarm { get; init; }

    public required ILocalDatabase Local { get; init; }

    public required IStateDatabase State { get; init; }

    /// <summary>ATXs by target epoch.</summary>
    public required ConsensusCache Atxs { get; init; }

    public required IGossip Gossip { get; init; }

    public required ISyncStatus Sync { get; init; }

    public required IPoetClients Poets { get; init; }

    public required IPostProviders Providers { get; init; }

    public required IPostVerification Verification { get; init; }

    public required IAtxChainVerifier Chains { get; init; }

    /// <summary>Content of ATXs that were signed, so that a restart publishes the same one.</summary>
    public required IAtxDrafts Drafts { get; init; }

    public required IEventSink Events { get; init; }

    /// <summary>Makes room for proofs.</summary>
    public required IProvingObserver Proving { get; init; }

    public required PostStates PostStates { get; init; }

    /// <summary>For jitter.</summary>
    public required IRandomSource Random { get; init; }

    public required ILogger Log { get; init; }

    public NodeInstruments Instruments { get; init; } = NodeInstruments.Unheard;

    public PoetTimeline Timeline => field ??= new PoetTimeline(Options.Network, Options.Poet);

    public DateTimeOffset Now => Alarm.Now;

    public EpochId CurrentEpoch => Timeline.EpochAt(Now);

    public bool VersionIsTwo(EpochId publish) => Options.AtxVersions.VersionAt(publish) == Wire.Activation.AtxVersion.V2;
}
