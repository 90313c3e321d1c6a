using Spacemesh.Ports.Api;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.State;
using Spacemesh.Ports.Time;

namespace Spacemesh.Api;

/// <summary>
/// What the API reads and steers. Everything is used from many threads. What is null does not exist in this node: its calls say so.
/// </summary>
public sealed record ApiSources
{
    /// <summary>The state, best through connections of its own, so that readers here do not take those of consensus (spec 09a §6.1).</summary>
    public required IStateDatabase State { get; init; }

    public required LayerClock Clock { get; init; }

    public required IEventFeed Events { get; init; }

    public required IMeshTips Mesh { get; init; }

    public required ISyncStatus Sync { get; init; }

    public required IAccountProjections Projections { get; init; }

    public required ITransactionSubmitter Submitter { get; init; }

    public required IHareActiveSets ActiveSets { get; init; }

    /// <summary>Null for a node that does not smesh at all.</summary>
    public ISmeshingControl? Smeshing { get; init; }

    /// <summary>Null without network layer: the node then answers as one without peers.</summary>
    public INetworkView? Network { get; init; }

    public ICheckpointWriter? Checkpoints { get; init; }

    public INodeRestart? Restart { get; init; }

    public ILogLevels? LogLevels { get; init; }

    /// <summary>The node's end of PoST services (<c>spacemesh.v1.PostService</c>); null answers Unimplemented.</summary>
    public RpcServiceBinding? PostService { get; init; }
}
