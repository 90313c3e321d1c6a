namespace Spacemesh.Node.Tests.Metering;

/// <summary>Every metric that a node serves moves somewhere where a test sees it, or the documentation says why it never does.</summary>
public sealed class MetricCoverageTests
{
    [Fact]
    public void Network_ofSimulatedNodes_movesItsMetrics()
    {
        using var network = new MeteredNetwork();
        var moved = network.Run();
        Assert.True(MetricSightings.Simulated.All(moved.Contains), $"still: {string.Join(", ", MetricSightings.Simulated.Where(name => !moved.Contains(name)))}; moved: {string.Join(", ", moved.Order())}");
    }
}
