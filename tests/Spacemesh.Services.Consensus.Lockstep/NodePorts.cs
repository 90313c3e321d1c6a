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

    public void Publish(NodeEvent happened)
    {
        if (happened is HareAgreed agreed)
            Results.Add(agreed.Layer, agreed.Proposals);
    }
}
