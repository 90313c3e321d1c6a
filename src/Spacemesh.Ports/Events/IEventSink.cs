namespace Spacemesh.Ports.Events;

/// <summary>Takes events. Never blocks and never fails: a slow watcher loses events, not the node its pace.</summary>
public interface IEventSink
{
    void Publish(NodeEvent happened);
}
