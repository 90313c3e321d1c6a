namespace Spacemesh.Poet.Http;

/// <summary>How patient the client is (spec 03 §14.1).</summary>
public sealed record PoetClientOptions
{
    /// <summary>Unit of the waits between attempts.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Attempts after the first, of everything but registrations, which are tried until cancelled.</summary>
    public int MaxRetries { get; init; } = 10;

    /// <summary>Limit of one use of a server: its proof or its proof-of-work parameters; zero for none.</summary>
    public TimeSpan RequestTimeout { get; init; }

    /// <summary>How long an info stays good; zero does not keep it.</summary>
    public TimeSpan InfoCacheTtl { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long proof-of-work parameters stay good; zero does not keep them.</summary>
    public TimeSpan PowParamsCacheTtl { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The schedule's phase shift that servers must have.</summary>
    public TimeSpan PhaseShift { get; init; }

    /// <summary>Largest answer read.</summary>
    public int MaxResponseSize { get; init; } = 256 << 20;

    /// <exception cref="ArgumentException">A value makes no sense; the text names its key.</exception>
    public PoetClientOptions Validate()
    {
        Check(RetryDelay >= TimeSpan.Zero, "retry-delay");
        Check(MaxRetries >= 0, "retry-max");
        Check(RequestTimeout >= TimeSpan.Zero, "poet-request-timeout");
        Check(InfoCacheTtl >= TimeSpan.Zero, "info-cache-ttl");
        Check(PowParamsCacheTtl >= TimeSpan.Zero, "pow-params-cache-ttl");
        Check(PhaseShift >= TimeSpan.Zero, "phase-shift");
        Check(MaxResponseSize > 0, "max-response-size");
        return this;
    }

    private static void Check(bool valid, string key)
    {
        if (!valid)
            throw new ArgumentException($"poet.{key} must not be negative");
    }
}
