using Spacemesh.Ports.Events;

namespace Spacemesh.Api.Streams;

/// <summary>
/// Sends events of one or several subscriptions down a stream until the client goes or falls behind. There is no order between kinds.
/// Disposing ends the subscriptions.
/// </summary>
internal sealed class Relay(RpcContext context) : IDisposable
{
    private readonly List<Source> _sources = [];

    /// <param name="events">What to send.</param>
    /// <param name="overflow">Text of the Canceled that ends a stream which falls behind.</param>
    /// <param name="send">Sends one.</param>
    public void Add<T>(EventSubscription<T> events, string overflow, Func<T, ValueTask> send)
        where T : NodeEvent => _sources.Add(new Source<T>(events, overflow, send));

    public async Task RunAsync()
    {
        while (true)
        {
            if (await SendWaitingAsync())
                continue;
            if (_sources.Count == 1)
                await _sources[0].ArrivalAsync(context.CancellationToken);
            else
                await await Task.WhenAny(_sources.Select(source => source.ArrivalAsync(context.CancellationToken)));
        }
    }

    /// <summary>Sends one event of each kind that has some; false where nothing waits.</summary>
    public async ValueTask<bool> SendWaitingAsync()
    {
        bool any = false;
        foreach (var source in _sources)
            any |= await source.SendOneAsync();
        return any;
    }

    public void Dispose()
    {
        foreach (var source in _sources)
            source.Dispose();
    }

    private abstract class Source : IDisposable
    {
        private Task? _arrival;

        public abstract ValueTask<bool> SendOneAsync();

        /// <summary>One wait at a time, so that kinds that seldom come do not pile up waits.</summary>
        public Task ArrivalAsync(CancellationToken cancellationToken) =>
            _arrival is { IsCompleted: false } ? _arrival : _arrival = WaitAsync(cancellationToken);

        public abstract void Dispose();

        protected abstract Task WaitAsync(CancellationToken cancellationToken);
    }

    private sealed class Source<T>(EventSubscription<T> events, string overflow, Func<T, ValueTask> send) : Source
        where T : NodeEvent
    {
        public override async ValueTask<bool> SendOneAsync()
        {
            if (events.IsFull)
                throw Fault.Overflow(overflow);
            if (!events.TryRead(out var happened))
                return false;
            await send(happened);
            return true;
        }

        public override void Dispose() => events.Dispose();

        protected override Task WaitAsync(CancellationToken cancellationToken) => events.WaitAsync(cancellationToken);
    }
}
