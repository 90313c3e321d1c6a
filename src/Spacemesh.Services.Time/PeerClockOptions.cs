using Spacemesh.Primitives;

namespace Spacemesh.Services.Time;

/// <summary>Settings of the section <c>time.peersync</c> (spec 08 §13.2).</summary>
public sealed record PeerClockOptions
{
    public bool Disabled { get; init; }

    /// <summary>Pause before a comparison is tried again, or peers are counted again.</summary>
    public TimeSpan RoundRetryInterval { get; init => field = Positive(value, "round-retry-interval"); } = TimeSpan.FromSeconds(5);

    /// <summary>Pause between two comparisons.</summary>
    public TimeSpan RoundInterval { get; init => field = Positive(value, "round-interval"); } = TimeSpan.FromMinutes(30);

    /// <summary>How long peers have to answer.</summary>
    public TimeSpan RoundTimeout { get; init => field = Positive(value, "round-timeout"); } = TimeSpan.FromSeconds(5);

    /// <summary>Difference beyond which a comparison counts as failed.</summary>
    public TimeSpan MaxClockOffset { get; init => field = Positive(value, "max-clock-offset"); } = TimeSpan.FromSeconds(10);

    /// <summary>Failed comparisons in a row that stop the node.</summary>
    public int MaxOffsetErrors { get; init => field = AtLeastOne(value, "max-offset-errors"); } = 10;

    /// <summary>Peers that must answer for a comparison to count.</summary>
    public int RequiredResponses { get; init => field = AtLeastOne(value, "required-responses"); } = 3;

    private static TimeSpan Positive(TimeSpan value, string key) =>
        value > TimeSpan.Zero ? value : throw new InvalidOptionException($"time.peersync.{key}", $"{value} is not positive");

    private static int AtLeastOne(int value, string key) =>
        value >= 1 ? value : throw new InvalidOptionException($"time.peersync.{key}", $"{value} is below 1");
}
