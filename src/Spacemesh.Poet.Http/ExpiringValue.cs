using Spacemesh.Runtime;

namespace Spacemesh.Poet.Http;

/// <summary>An answer that stays good for a while. Callers wait for each other; failures are not kept.</summary>
internal sealed class ExpiringValue<T>(TimeSpan lifetime, TimeProvider time, Func<CancellationToken, Task<T>> fetch)
    where T : class
{
    private readonly AsyncSemaphore _lock = new(1);
    private T? _value;
    private long _fetched;

    public async Task<T> GetAsync(CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            if (_value is { } value && time.GetElapsedTime(_fetched) < lifetime)
                return value;
            value = await fetch(cancellationToken);
            _value = value;
            _fetched = time.GetTimestamp();
            return value;
        }
        finally
        {
            _lock.Release();
        }
    }
}
