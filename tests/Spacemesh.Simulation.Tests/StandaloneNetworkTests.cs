using System.Globalization;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Runtime;

namespace Spacemesh.Simulation.Tests;

/// <summary>The node that is its whole network, on virtual time.</summary>
public sealed class StandaloneNetworkTests
{
    private static readonly SimulationOptions Alone = new()
    {
        IsStandalone = true,
        Nodes = 1,
        LayersPerEpoch = 10,
        LayerDuration = TimeSpan.FromSeconds(6),
    };

    [Fact]
    public void Genesis_yearsAgo_startsAtOnceAndMines()
    {
        const string account = "standalone1qqqqqqp3qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqvqtwcg";
        using var network = new WholeNetwork(Alone with
        {
            Genesis = DateTimeOffset.Parse("2023-06-08T05:30:00Z", CultureInfo.InvariantCulture),
            Settings = $$$$"""{"genesis":{"accounts":{"{{{{account}}}}":123456}}}""",
        });
        var begin = network.Parameters.LayerAt(network.Scheduler.UtcNow);
        Assert.True(begin.Value > 2_000_000);

        network.RunTo(begin.Add(50));

        var node = network.Nodes[0];
        Assert.Null(node.Failure);
        Assert.Equal(begin.Add(49), node.State.Layers.LastApplied());
        Assert.True(node.State.Accounts.Latest(node.Coinbase).Balance > 0);
        // Counted from where it began, not from a genesis in which nobody was there.
        var restored = Assert.NotNull(node.State.Recovery.RestoreLayer());
        Assert.InRange(restored.Value, begin.Value + 1, begin.Value + 20);
        AssertMinesEveryLayer(node, begin.Add(30), begin.Add(49));
        Assert.Equal(123456ul, node.State.Accounts.Latest(AddressText.Parse(account, network.Parameters.AddressPrefix)).Balance);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(24 * 60)]
    public void Pause_ofAnyLength_doesNotStopItForGood(int minutes)
    {
        using var network = new WholeNetwork(Alone);
        var node = network.Nodes[0];
        network.RunTo(new LayerId(40));
        ulong balance = node.State.Accounts.Latest(node.Coinbase).Balance;
        Assert.True(balance > 0);
        network.Stop(node);
        network.RunTo(network.Scheduler.UtcNow + TimeSpan.FromMinutes(minutes));
        network.Start(node);
        Assert.Equal(balance, node.State.Accounts.Latest(node.Coinbase).Balance);

        var resumed = network.Parameters.LayerAt(network.Scheduler.UtcNow);
        network.RunTo(resumed.Add(60));

        Assert.Empty(SimulationReview.Safety(network));
        Assert.Equal(resumed.Add(59), node.State.Layers.LastApplied());
        Assert.True(node.State.Accounts.Latest(node.Coinbase).Balance > balance);
        AssertMinesEveryLayer(node, resumed.Add(40), resumed.Add(59));
    }

    [Fact]
    public void Restarts_atRandomMoments_continueTheSameNetwork()
    {
        using var network = new WholeNetwork(Alone);
        var node = network.Nodes[0];
        var random = new SeededRandom(7);
        network.RunTo(new LayerId(30));
        ulong balance = node.State.Accounts.Latest(node.Coinbase).Balance;
        for (int restart = 0; restart < 20; restart++)
        {
            network.RunTo(network.Scheduler.UtcNow + (TimeSpan.FromSeconds(25) * random.NextDouble()));
            network.Stop(node);
            network.RunTo(network.Scheduler.UtcNow + (TimeSpan.FromSeconds(15) * random.NextDouble()));
            network.Start(node);
        }

        var last = network.Parameters.LayerAt(network.Scheduler.UtcNow);
        network.RunTo(last.Add(50));

        Assert.Equal(21, node.Starts);
        Assert.Empty(SimulationReview.Safety(network));
        Assert.Null(node.State.Recovery.RestoreLayer());
        Assert.Equal(last.Add(49), node.State.Layers.LastApplied());
        Assert.True(node.State.Accounts.Latest(node.Coinbase).Balance > balance);
        AssertMinesEveryLayer(node, last.Add(30), last.Add(49));
    }

    [Theory]
    [InlineData(10, """{"main":{"atx-grade-delay":"2s"},"poet":{"phase-shift":"15s","cycle-gap":"15s","grace-period":"6s","positioning-atx-selection-timeout":"4s"}}""")]
    [InlineData(4, """{"main":{"atx-grade-delay":"1s"},"poet":{"phase-shift":"6s","cycle-gap":"6s","grace-period":"3s","positioning-atx-selection-timeout":"2s"}}""")]
    public void Layers_ofThreeSeconds_mineEpochAfterEpoch(uint layersPerEpoch, string settings)
    {
        using var network = new WholeNetwork(Alone with { LayersPerEpoch = layersPerEpoch, LayerDuration = TimeSpan.FromSeconds(3), Epochs = 12, Settings = settings });
        network.RunTo(network.End.Add(1));

        Assert.Empty(SimulationReview.Agreement(network, behind: 2));
        AssertMinesEveryLayer(network.Nodes[0], network.Parameters.EffectiveGenesis.Add(1), network.End.Sub(1));
    }

    private static void AssertMinesEveryLayer(WholeNode node, LayerId first, LayerId last)
    {
        for (var layer = first; layer <= last; layer = layer.Add(1))
            Assert.True(node.State.Layers.Applied(layer) is { } block && !block.IsZero(), $"layer {layer} has no block");
    }
}
