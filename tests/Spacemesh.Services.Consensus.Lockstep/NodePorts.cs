using Spacemesh.Codec;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>The small ports of a simulated node.</summary>
internal sealed class NodePorts(Beacon beacon, IReadOnlyList<ISigner> signers) : IBeacons, ISyncStatus, ISigners, IEventSink
{
    public bool IsAtxSynced => true;

    public bool ListensToGossip { get; set; } = true;

    public bool IsSynced { get; set; } = true;

    public IReadOnlyList<ISigner> All => signers;

    public bool TryGet(EpochId epoch, out Beacon known)
    {
        known = beacon;
        return true;
    }

    /// <summary>What the node's hare output.</summary>
    public Dictionary<LayerId, ScaleList<ProposalId>> Results { get; } = [];

    /// <summary>Hears of each output.</summary>
    public Action<LayerId>? OnResult { get; set; }

    public void Publish(NodeEvent happened)
    {
        if (happened is not HareAgreed agreed)
            return;
        Results.Add(agreed.Layer, agreed.Proposals);
        OnResult?.Invoke(agreed.Layer);
    }
}
