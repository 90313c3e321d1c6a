using Spacemesh.Ports.Smeshing;

namespace Spacemesh.Services.Smeshing.Tests.World;

internal sealed class QuietObserver : IProvingObserver
{
    public List<NodeId> Proving { get; } = [];

    public void ProvingStarted(NodeId identity) => Proving.Add(identity);

    public void ProvingEnded(NodeId identity) => Proving.Remove(identity);
}
