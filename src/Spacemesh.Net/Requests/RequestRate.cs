namespace Spacemesh.Net.Requests;

/// <summary>A token bucket: so many requests begin at once, then one after each share of the interval; those that come first go first.</summary>
internal sealed class RequestRate(TimeProvider time, RequestLimits limits)
{
    private readonly Lock _entry = new();
    private readonly TimeSpan _share = limits.Interval / limits.Requests;
    private readonly long _began = time.GetTimestamp();
    private TimeSpan _full = TimeSpan.Zero;

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_entry)
        {
            var now = time.GetElapsedTime(_began);
            // _full: when the bucket would be full again had nothing more come.
            _full = _full > now ? _full : now;
            wait = _full - (limits.Interval - _share) - now;
            _full += _share;
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;
    }
}
