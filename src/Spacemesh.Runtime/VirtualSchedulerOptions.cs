namespace Spacemesh.Runtime;

/// <summary>How a <see cref="VirtualScheduler"/> runs.</summary>
public sealed record VirtualSchedulerOptions
{
    /// <summary>Virtual time at the begin.</summary>
    public DateTimeOffset Start { get; init; } = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// When given, work that is ready at the same instant runs in an order drawn from it instead of first come, first served: one seed, one
    /// interleaving.
    /// </summary>
    public IRandomSource? Perturbation { get; init; }

    /// <summary>Steps at one instant after which the run ends with an error instead of going on for ever.</summary>
    public long StepsPerInstant
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(StepsPerInstant), value, "at least one step");
    } = 50_000_000;

    /// <summary>
    /// Real time that a run with nothing left to do waits for work to come back from a foreign thread, so that an escape is reported as one
    /// and not as a deadlock. Never waited in a run without fault.
    /// </summary>
    public TimeSpan EscapeGrace { get; init; } = TimeSpan.FromSeconds(1);
}
