namespace Spacemesh.Poet.Http;

/// <summary>Config section <c>certifier.client</c> (spec 03 §13.2).</summary>
public sealed record CertifierClientOptions
{
    /// <summary>The first wait; each further one is twice as long.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts after the first.</summary>
    public int MaxRetries { get; init; } = 5;
}
