using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Services.Sync;

/// <summary>What sync works with.</summary>
public sealed record SyncParts
{
    public required SyncOptions Options { get; init; }

    /// <summary>What the rest of the node looks at; this service writes it.</summary>
    public required SyncStatus Status { get; init; }

    public required LayerClock Clock { get; init; }

    public required TimeProvider Time { get; init; }

    public required IRandomSource Random { get; init; }

    public required IPeerRequests Requests { get; init; }

    public required IObjectFetcher Fetcher { get; init; }

    public required IStateDatabase State { get; init; }

    public required ILocalDatabase Local { get; init; }

    public required IMesh Mesh { get; init; }

    public required ILayerPatrol Patrol { get; init; }

    public required ICertificateIntake Certificates { get; init; }

    /// <summary>Of these ATXs, those that the vote counting does not know in an epoch.</summary>
    public required Func<EpochId, IReadOnlyList<AtxId>, IReadOnlyList<AtxId>> UncountedAtxs { get; init; }

    /// <summary>Hears what it does.</summary>
    public ISyncMeter Meter { get; init; } = SilentSyncMeter.Instance;

    public required ILoggerFactory Logs { get; init; }
}
