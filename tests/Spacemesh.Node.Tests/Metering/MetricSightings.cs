namespace Spacemesh.Node.Tests.Metering;

/// <summary>Which test sees which metrics move.</summary>
internal static class MetricSightings
{
    /// <summary>In <see cref="MeteredNetwork"/>.</summary>
    public static readonly string[] Simulated = ["spacemesh_x"];
}
