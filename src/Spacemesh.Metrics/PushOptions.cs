using Spacemesh.Primitives;

namespace Spacemesh.Metrics;

/// <summary>Where and how often public metrics are pushed (<c>public-metrics</c>).</summary>
public sealed record PushOptions
{
    public required Uri Gateway { get; init; }

    /// <summary>Positive: none would push without a pause.</summary>
    public required TimeSpan Period
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new InvalidOptionException("public-metrics.metrics-push-period", "must be positive where metrics-url is set");
    }

    public string User { get; init; } = "";

    public string Password { get; init; } = "";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Names the node among the others: ten hex digits.</summary>
    public required string Node { get; init; }

    /// <summary>The first ten hex digits of the genesis id.</summary>
    public required string Network { get; init; }
}
