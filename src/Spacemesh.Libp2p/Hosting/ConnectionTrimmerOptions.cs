namespace Spacemesh.Libp2p.Hosting;

/// <summary>When connections are too many (spec 08 §2.5).</summary>
public sealed record ConnectionTrimmerOptions
{
    public int Low { get; init; } = 40;

    public int High { get; init; } = 100;

    /// <summary>Younger connections are left alone.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);
}
