using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Metrics;
using Spacemesh.Node.Metering;
using Spacemesh.Node.Tests.Live;
using Spacemesh.Ports.Metrics;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.Time;
using Spacemesh.Primitives;
using Spacemesh.Services.Checkpoint.Bootstrap;

namespace Spacemesh.Node.Tests.Metering;

/// <summary>Every metric that a node serves moves somewhere where a test sees it, or the documentation says why it never does.</summary>
public sealed partial class MetricCoverageTests
{
    [Fact]
    public void Network_ofSimulatedNodes_movesItsMetrics()
    {
        using var network = new MeteredNetwork();
        AllMoved(MetricSightings.Simulated, network.Run());
    }

    [Fact]
    public void Peers_moveTheMetricsOfTheNetworkLayer() => AllMoved(MetricSightings.Peers, MeteredPeers.Run());

    [Fact]
    public async Task Updater_movesTheMetricsOfBootstrapUpdates()
    {
        string folder = Directory.CreateTempSubdirectory("bootstrap").FullName;
        using var metrics = new NodeMetrics("v0", 1, 1, TimeProvider.System);
        try
        {
            var network = new NetworkParameters { LayersPerEpoch = 4, LayerDuration = TimeSpan.FromMinutes(5), GenesisTime = DateTimeOffset.UnixEpoch, GoldenAtx = default, AddressPrefix = "stest" };
            byte[] document = BootstrapDocument.Write(new BootstrapUpdate(new EpochId(3), Beacon.FromBytes([1, 2, 3, 4]), []));
            var options = new BootstrapOptions
            {
                Url = new Uri("http://localhost/bootstrap"),
                Version = BootstrapDocument.DefaultVersion,
                Folder = Path.Combine(folder, "bootstrap"),
                Interval = TimeSpan.FromMinutes(1),
            };
            var updater = new BootstrapUpdater(
                options, new LayerClock(network, TimeProvider.System), TimeProvider.System, new OneFile(document), (_, _) => ValueTask.CompletedTask, NullLogger.Instance, metrics.Instruments);
            await updater.RunRoundAsync(new EpochId(3), CancellationToken.None);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        AllMoved(MetricSightings.Updates, Moved(metrics));
    }

    [Fact]
    public void Instruments_ofRareThings_reachTheirMetrics()
    {
        using var metrics = new NodeMetrics("v0", 1, 1, TimeProvider.System);
        var instruments = metrics.Instruments;
        foreach (bool compacts in (ReadOnlySpan<bool>)[false, true])
        {
            instruments.Hare(compacts).SessionFailed();
            instruments.Hare(compacts).MessageDropped();
        }

        instruments.Compacts.ListFailed();
        instruments.Compacts.SignatureFailed();
        instruments.Joining.BeaconProposalOfMalicious();
        instruments.MalfeasanceJudged("atx", isValid: true);
        instruments.Voting.Failed();
        instruments.LayerExecuted(new ExecutedLayer(default, default, default, default, 0, 0, Ineffective: 1, 0, 0, 0));
        metrics.Network.Throttled("ax1");
        metrics.Network.QueueFull("ax1");
        metrics.Sync.CertificateAdopted();
        metrics.Gateway.HttpStarted("/x");
        AllMoved(MetricSightings.Told, Moved(metrics));
    }

    [Fact]
    public void Metrics_areAllSeenOrDocumentedAsStill()
    {
        using var metrics = new NodeMetrics("v0", 1, 1, TimeProvider.System);
        var served = metrics.Registry.Families.Select(family => family.Name).Where(name => name.StartsWith("spacemesh_", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        served.UnionWith(MeteredPeers.ServedByTheStack());
        string[] still = [.. Row().Matches(File.ReadAllText(Path.Combine(LiveNodeTests.Root(), "docs", "node.md"))).Select(row => row.Groups["name"].Value)];
        string[] seen =
        [
            .. MetricSightings.Simulated, .. MetricSightings.Peers, .. MetricSightings.Live, .. MetricSightings.Updates, .. MetricSightings.Told, .. MetricSightings.Momentary.Keys,
        ];
        Assert.NotEmpty(still);
        Assert.Equal([], served.Except(seen).Except(still).Order());
        Assert.Equal([], seen.Concat(still).Except(served).Order());
        Assert.Equal([], still.Intersect(seen).Order());
    }

    internal static HashSet<string> Moved(NodeMetrics metrics)
    {
        metrics.Registry.WriteText();
        return [.. metrics.Registry.Families.Where(HasMoved).Select(family => family.Name)];
    }

    private static bool HasMoved(MetricFamily family) => family.Read().Any(series => series.Series.Value != 0 || series.Series.Counts.Any(count => count > 0));

    private static void AllMoved(IReadOnlyCollection<string> expected, IReadOnlySet<string> moved) => Assert.Equal([], expected.Where(name => !moved.Contains(name)));

    [GeneratedRegex("^\\| `(?<name>spacemesh_[a-z0-9_]+)` \\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    /// <summary>A server that has one file under the first name that it is asked for.</summary>
    private sealed class OneFile(byte[] content) : IWebFiles
    {
        public async Task<int> GetAsync(Uri address, Stream into, long limit, CancellationToken cancellationToken = default)
        {
            if (!address.AbsolutePath.EndsWith("epoch-3-update-bs", StringComparison.Ordinal))
                return 404;
            await into.WriteAsync(content, cancellationToken);
            return 200;
        }
    }
}
