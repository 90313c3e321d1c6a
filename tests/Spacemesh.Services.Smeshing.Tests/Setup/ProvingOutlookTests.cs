using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Post;
using Spacemesh.Post.Proving;
using Spacemesh.Runtime;
using Spacemesh.Services.Smeshing.Foresight;
using Spacemesh.Services.Smeshing.Tests.World;

namespace Spacemesh.Services.Smeshing.Tests.Setup;

public sealed class ProvingOutlookTests
{
    private static readonly NodeId Identity = Testbed.Node("01");

    [Fact]
    public void Slowest_of_the_last_proofs_counts_for_its_size()
    {
        var history = new ProvingHistory();
        Assert.Null(history.Slowest(Identity));
        history.Proved(Identity, 10, TimeSpan.FromHours(9));
        history.Proved(Identity, 10, TimeSpan.FromHours(2));
        // Longer, but over more data.
        history.Proved(Identity, 40, TimeSpan.FromHours(10));
        Assert.Equal((10u, TimeSpan.FromHours(9)), history.Slowest(Identity));
        for (int i = 0; i < 3; i++)
            history.Proved(Identity, 10, TimeSpan.FromHours(3));
        Assert.Equal((10u, TimeSpan.FromHours(3)), history.Slowest(Identity));
        history.Proved(Identity, 0, TimeSpan.FromHours(99));
        Assert.Equal((10u, TimeSpan.FromHours(3)), history.Slowest(Identity));
    }

    [Fact]
    public void What_proofs_took_is_known_after_a_restart_and_a_damaged_file_costs_only_that()
    {
        string folder = Directory.CreateTempSubdirectory("history-").FullName;
        try
        {
            string path = Path.Combine(folder, ProvingHistory.FileName);
            var other = Testbed.Node("02");
            var history = ProvingHistory.Open(path, NullLogger.Instance);
            for (int i = 5; i >= 1; i--)
                history.Proved(Identity, 10, TimeSpan.FromMinutes(i));
            history.Proved(other, 4, TimeSpan.FromSeconds(90));

            history = ProvingHistory.Open(path, NullLogger.Instance);
            // The first of five is forgotten.
            Assert.Equal((10u, TimeSpan.FromMinutes(4)), history.Slowest(Identity));
            Assert.Equal((4u, TimeSpan.FromSeconds(90)), history.Slowest(other));
            Assert.Equal([path], Directory.GetFiles(folder));

            foreach (string damaged in new[] { "", "{", "[]", "null", """{"proofs":[null,{"identity":"zz","units":1,"seconds":1},{"identity":null,"units":1,"seconds":-1}]}""" })
            {
                File.WriteAllText(path, damaged);
                history = ProvingHistory.Open(path, NullLogger.Instance);
                Assert.Null(history.Slowest(Identity));
                history.Proved(Identity, 1, TimeSpan.FromSeconds(1));
                Assert.Equal((1u, TimeSpan.FromSeconds(1)), ProvingHistory.Open(path, NullLogger.Instance).Slowest(Identity));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Earlier_proof_forecasts_one_of_another_size_and_tight_ones_say_what_to_change()
    {
        var gap = TimeSpan.FromHours(12);
        var same = ProvingForecast.Of(10, 10, TimeSpan.FromHours(7), gap);
        Assert.False(same.IsTight);
        var grown = ProvingForecast.Of(20, 10, TimeSpan.FromHours(7), gap);
        Assert.Equal(TimeSpan.FromHours(14), grown.Expected);
        Assert.True(grown.IsTight);
        Assert.Contains("proving-threads", grown.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rates_are_measured_over_the_data_itself()
    {
        var config = new PostConfig { LabelsPerUnit = 64, Scrypt = new ScryptParameters(2, 1, 1) };
        using var post = await RealPost.CreateAsync("rates", config, Identity, Testbed.Golden, 2);
        var rates = await ProvingRates.MeasureAsync(
            post.Directories, new ProvingOptions { Nonces = 16, Threads = 1 }, isFast: false, await RealPost.LightAsync(), new InlineWorkPool(), new Steps(), CancellationToken.None);
        Assert.NotNull(rates);
        Assert.True(rates.BytesPerSecond > 0);
        Assert.True(rates.HashesPerSecond > 0);
        var faster = await ProvingRates.MeasureAsync(
            post.Directories, new ProvingOptions { Nonces = 16, Threads = 1 }, isFast: true, await RealPost.LightAsync(), new InlineWorkPool(), new Steps(), CancellationToken.None);
        Assert.Equal(rates.HashesPerSecond * 6, faster!.HashesPerSecond, 6);
    }

    /// <summary>A clock that goes on by 100 ms with each look.</summary>
    private sealed class Steps : TimeProvider
    {
        private long _looks;

        public override long TimestampFrequency => 10;

        public override long GetTimestamp() => _looks++;
    }
}
