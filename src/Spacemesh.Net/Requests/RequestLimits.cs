namespace Spacemesh.Net.Requests;

/// <summary>How much of one protocol is served (spec 08 §5).</summary>
/// <param name="Queue">Requests that run or wait; a stream beyond is closed at once.</param>
/// <param name="Requests">Requests that begin in one interval; further ones wait.</param>
/// <param name="Interval">The interval.</param>
public sealed record RequestLimits(int Queue, int Requests, TimeSpan Interval)
{
    /// <summary>Of a protocol that nothing is configured for.</summary>
    public static RequestLimits Unlisted { get; } = new(10000, 100, TimeSpan.FromSeconds(1));

    /// <summary>Of a protocol that is not one of the fetcher's.</summary>
    public static RequestLimits Plain { get; } = new(1000, 100, TimeSpan.FromSeconds(1));
}
