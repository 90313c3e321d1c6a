using Spacemesh.Runtime;

namespace Spacemesh.Services.Activation;

/// <summary>One at a time for each key. Keys that nobody waits for or holds take no memory.</summary>
internal sealed class KeyedGate<TKey>
    where TKey : notnull
{
    private readonly Lock _entry = new();
    private readonly Dictionary<TKey, Place> _places = [];

    /// <summary>Waits for the key; disposing the result lets the next one in.</summary>
    public async Task<Lease> EnterAsync(TKey key, CancellationToken cancellationToken)
    {
        Place? place;
        lock (_entry)
        {
            if (!_places.TryGetValue(key, out place))
                _places.Add(key, place = new Place());
            place.Users++;
        }

        try
        {
            await place.Semaphore.WaitAsync(cancellationToken);
        }
        catch
        {
            Forget(key, place);
            throw;
        }

        return new Lease(this, key, place);
    }

    private void Forget(TKey key, Place place)
    {
        lock (_entry)
        {
            if (--place.Users == 0)
                _places.Remove(key);
        }
    }

    internal sealed class Place
    {
        public AsyncSemaphore Semaphore { get; } = new(1);

        /// <summary>Holders and waiters; guarded by the gate's lock.</summary>
        public int Users { get; set; }
    }

    internal readonly struct Lease(KeyedGate<TKey> gate, TKey key, Place place) : IDisposable
    {
        public void Dispose()
        {
            place.Semaphore.Release();
            gate.Forget(key, place);
        }
    }
}
