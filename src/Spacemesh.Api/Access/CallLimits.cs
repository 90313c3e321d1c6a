using Spacemesh.Primitives;

namespace Spacemesh.Api.Access;

/// <summary>What one client address may ask of an endpoint. The reference has no limits; the defaults are far from what its clients do.</summary>
public sealed record CallLimits
{
    /// <summary>Calls a second in the long run; 0 is no limit.</summary>
    public int CallsPerSecond { get; init => field = NotNegative(value, "calls-per-second"); }

    /// <summary>Calls at once before the rate counts.</summary>
    public int Burst { get; init => field = NotNegative(value, "burst"); } = 1000;

    /// <summary>Open streams of one address; 0 is no limit.</summary>
    public int StreamsPerAddress { get; init => field = NotNegative(value, "streams-per-address"); } = 256;

    /// <summary>Open streams of the endpoint; 0 is no limit.</summary>
    public int Streams { get; init => field = NotNegative(value, "streams"); } = 4096;

    /// <summary>Open connections of the endpoint.</summary>
    public int Connections
    {
        get;
        init => field = value > 0 ? value : throw new InvalidOptionException("api.limits.connections", "must be positive");
    } = 4096;

    /// <summary>Whether calls from this machine are not counted against <see cref="CallsPerSecond"/>.</summary>
    public bool LoopbackIsFree { get; init; } = true;

    /// <summary>For endpoints that only this machine reaches.</summary>
    public static CallLimits Private { get; } = new() { StreamsPerAddress = 1024 };

    /// <summary>For endpoints that anybody reaches.</summary>
    public static CallLimits Public { get; } = new() { CallsPerSecond = 200 };

    private static int NotNegative(int value, string key) => value >= 0 ? value : throw new InvalidOptionException($"api.limits.{key}", "must not be negative");
}
