using Spacemesh.Ports.Events;

namespace Spacemesh.Services.Activation.Tests.Support;

internal sealed class RecordingEvents : IEventSink
{
    public List<NodeEvent> Events { get; } = [];

    public void Publish(NodeEvent happened)
    {
        lock (Events)
            Events.Add(happened);
    }
}
