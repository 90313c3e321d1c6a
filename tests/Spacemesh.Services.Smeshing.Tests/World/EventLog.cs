using Spacemesh.Ports.Events;

namespace Spacemesh.Services.Smeshing.Tests.World;

/// <summary>Keeps events with their times.</summary>
internal sealed class EventLog(TimeProvider time) : IEventSink
{
    public List<(DateTimeOffset Time, NodeEvent Event)> Events { get; } = [];

    public void Publish(NodeEvent happened) => Events.Add((time.GetUtcNow(), happened));

    public IEnumerable<T> Of<T>()
        where T : NodeEvent => Events.Select(entry => entry.Event).OfType<T>();
}
