using Microsoft.Extensions.Logging;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Runtime;
using Spacemesh.Services.Sync.Peers;

namespace Spacemesh.Services.Sync.Atxs;

/// <summary>What downloading ATXs works with.</summary>
public sealed record AtxSyncParts
{
    public required AtxSyncOptions Options { get; init; }

    public required TimeProvider Time { get; init; }

    public required IRandomSource Random { get; init; }

    public required PeerQueries Queries { get; init; }

    public required PeerChoice Choice { get; init; }

    public required PeerTrust Trust { get; init; }

    public required IObjectFetcher Fetcher { get; init; }

    public required IStateDatabase State { get; init; }

    public required ILocalDatabase Local { get; init; }

    public required ILogger Log { get; init; }
}
