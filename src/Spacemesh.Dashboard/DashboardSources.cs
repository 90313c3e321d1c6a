using Spacemesh.Ports.Api;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;

namespace Spacemesh.Dashboard;

/// <summary>What the dashboard shows. It steers nothing.</summary>
public sealed record DashboardSources
{
    public required LayerClock Clock { get; init; }

    public required IStateDatabase State { get; init; }

    public required IMeshTips Mesh { get; init; }

    public required ISyncStatus Sync { get; init; }

    public required IEventFeed Events { get; init; }

    /// <summary>Null for a node that does not smesh at all.</summary>
    public ISmeshingControl? Smeshing { get; init; }

    /// <summary>Null for a node that has nothing to sync.</summary>
    public ISyncProgress? Progress { get; init; }

    /// <summary>Whether the hare of a layer runs; nothing where there is no hare.</summary>
    public Func<LayerId, bool> IsHareInCharge { get; init; } = _ => false;

    /// <summary>Null without network layer.</summary>
    public INetworkView? Network { get; init; }
}
