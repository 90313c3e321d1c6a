namespace Spacemesh.Metrics;

/// <summary>What the numbers of a family mean.</summary>
public enum MetricKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>What holds now.</summary>
    Gauge,

    /// <summary>How often observations fell below bounds, their number and sum.</summary>
    Histogram,
}
