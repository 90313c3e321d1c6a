using Spacemesh.Ports.Events;

namespace Spacemesh.Services.Mesh.Tests.Support;

internal sealed class RecordedEvents : IEventSink
{
    public List<NodeEvent> All { get; } = [];

    public void Publish(NodeEvent happened) => All.Add(happened);
}
