namespace Spacemesh.Ports.Events;

/// <summary>Where the events that go into an <see cref="IEventSink"/> come out.</summary>
public interface IEventFeed
{
    /// <summary>
    /// Subscribes to one kind of events, from now on. A watcher that falls behind by more than <paramref name="capacity"/> events is cut
    /// off: <see cref="EventSubscription{T}.IsFull"/>.
    /// </summary>
    /// <param name="capacity">Events that wait for the watcher at most.</param>
    /// <param name="filter">Which events to keep; quick, does not fail. Null keeps all.</param>
    EventSubscription<T> Subscribe<T>(int capacity, Func<T, bool>? filter = null)
        where T : NodeEvent;

    /// <summary>The last user events, oldest first, and a subscription to those after them: none is lost or comes twice.</summary>
    (IReadOnlyList<UserEventOccurred> Recent, EventSubscription<UserEventOccurred> Live) SubscribeUserEvents(int capacity);
}
