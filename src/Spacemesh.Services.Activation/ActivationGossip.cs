using Spacemesh.Ports.Network;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Activation;

/// <summary>Listens to the topics of ATXs and malfeasance proofs until it is disposed. Until the node is ATX-synced it ignores what comes.</summary>
public sealed class ActivationGossip : IDisposable
{
    private readonly ActivationPorts _ports;
    private readonly IDisposable _atxs;
    private readonly IDisposable _proofs;

    /// <param name="ports">Gossip and the gate among them.</param>
    /// <param name="options">How many ATXs are in work at a time.</param>
    /// <param name="atxs">Takes the ATXs.</param>
    /// <param name="proofs">Takes the proofs.</param>
    public ActivationGossip(ActivationPorts ports, ActivationOptions options, AtxIntake atxs, MalfeasanceIntake proofs)
    {
        _ports = ports;
        _atxs = ports.Gossip.Subscribe(GossipTopics.Atx, (from, message, cancel) => Gated(atxs.ReceiveAsync, from, message, cancel), options.MaxPending);
        _proofs = ports.Gossip.Subscribe(
            GossipTopics.Malfeasance, (from, message, cancel) => Gated(proofs.ReceiveAsync, from, message, cancel), ports.Pool.Parallelism);
    }

    public void Dispose()
    {
        _atxs.Dispose();
        _proofs.Dispose();
    }

    private ValueTask<Verdict> Gated(ObjectIntake intake, PeerId from, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        _ports.Sync.IsAtxSynced ? intake(new ReceivedObject(null, from, message), cancellationToken) : ValueTask.FromResult(Verdict.Ignore("ATX sync is not complete"));
}
