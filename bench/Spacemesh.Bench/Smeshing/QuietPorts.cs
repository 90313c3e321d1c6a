using Spacemesh.AtxsData;
using Spacemesh.Ports.Chain;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Bench.Smeshing;

/// <summary>A node around the intakes that does nothing: everything an ATX names is there, and nobody listens.</summary>
internal sealed class QuietPorts : IObjectFetcher, IGossip, IChainObserver, IEventSink, ISyncStatus, ISigners
{
    public IReadOnlyList<ISigner> All => [];

    public bool IsAtxSynced => true;

    public bool ListensToGossip => true;

    public bool IsSynced => true;

    public Task FetchAsync(ObjectKind kind, IReadOnlyCollection<Hash32> ids, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public void Hint(PeerId peer, IEnumerable<Hash32> ids)
    {
    }

    public IDisposable Subscribe(string topic, GossipHandler handler, int concurrency = 1) => throw new NotSupportedException();

    public Task PublishAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public void AtxAccepted(EpochId target, in AtxEntry atx)
    {
    }

    public void IdentityMalicious(NodeId identity) => throw new InvalidOperationException("a measured ATX convicts its smesher");

    public void BeaconChosen(EpochId epoch, Beacon beacon)
    {
    }

    public void Publish(NodeEvent happened)
    {
    }
}
