using System.Collections.Immutable;

namespace Spacemesh.Ports.Events;

/// <summary>
/// Hands events from whoever publishes to whoever watches. Publishing costs a filter and a queue slot a watcher of that kind and never
/// waits. The last user events stay in a ring (spec 09a §8.2). Locks: the ring's is taken before those of the subscriptions.
/// </summary>
public sealed class EventBus(TimeProvider time, int ringSize = EventBus.DefaultRingSize) : IEventSink, IEventFeed
{
    public const int DefaultRingSize = 100;

    private readonly Lock _ringLock = new();
    private readonly Queue<UserEventOccurred> _ring = new(ringSize);
    private readonly Topics _topics = new();

    public void Publish(NodeEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        _topics.Publish(happened);
        if (happened is not UserEvent user)
            return;
        lock (_ringLock)
        {
            var occurred = new UserEventOccurred(time.GetUtcNow(), user);
            if (_ring.Count == ringSize)
                _ring.Dequeue();
            _ring.Enqueue(occurred);
            _topics.Publish(occurred);
        }
    }

    public EventSubscription<T> Subscribe<T>(int capacity, Func<T, bool>? filter = null)
        where T : NodeEvent => _topics.Subscribe(capacity, filter);

    public (IReadOnlyList<UserEventOccurred> Recent, EventSubscription<UserEventOccurred> Live) SubscribeUserEvents(int capacity)
    {
        lock (_ringLock)
            return ([.. _ring], Subscribe<UserEventOccurred>(capacity));
    }

    /// <summary>Watchers by the kind of event that they watch.</summary>
    private sealed class Topics
    {
        private ImmutableDictionary<Type, Topic> _topics = ImmutableDictionary<Type, Topic>.Empty;

        public void Publish(NodeEvent happened)
        {
            if (_topics.TryGetValue(happened.GetType(), out var topic))
                topic.Publish(happened);
        }

        public EventSubscription<T> Subscribe<T>(int capacity, Func<T, bool>? filter)
            where T : NodeEvent
        {
            if (typeof(T).IsAbstract)
                throw new ArgumentException($"{typeof(T).Name} is no kind of event of its own.");
            var topic = (Topic<T>)ImmutableInterlocked.GetOrAdd(ref _topics, typeof(T), _ => new Topic<T>());
            return topic.Subscribe(capacity, filter);
        }
    }

    private abstract class Topic
    {
        public abstract void Publish(NodeEvent happened);
    }

    private sealed class Topic<T> : Topic
        where T : NodeEvent
    {
        private readonly Lock _lock = new();
        private readonly HashSet<EventSubscription<T>> _members = [];
        private EventSubscription<T>[] _watchers = [];

        public override void Publish(NodeEvent happened)
        {
            foreach (var watcher in Volatile.Read(ref _watchers))
                watcher.Offer((T)happened);
        }

        public EventSubscription<T> Subscribe(int capacity, Func<T, bool>? filter)
        {
            var watcher = new EventSubscription<T>(capacity, filter, Remove);
            lock (_lock)
            {
                _members.Add(watcher);
                Volatile.Write(ref _watchers, [.. _members]);
            }

            return watcher;
        }

        private void Remove(EventSubscription<T> watcher)
        {
            lock (_lock)
            {
                _members.Remove(watcher);
                Volatile.Write(ref _watchers, [.. _members]);
            }
        }
    }
}
