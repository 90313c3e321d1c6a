using Spacemesh.Primitives;

namespace Spacemesh.Simulation.Tests;

public sealed class WholeNetworkTests
{
    [Fact]
    public void Network_withoutFaults_hasABlockInEveryLayerAndOneState()
    {
        using var network = new WholeNetwork(new SimulationOptions { Nodes = 4, Epochs = 4 });
        network.RunTo(network.End.Add(1));

        Assert.Empty(SimulationReview.Agreement(network, behind: 1));
        Assert.All(SimulationReview.Nodes(network), node =>
        {
            Assert.Equal(8, node.Blocks);
            Assert.True(node.Rewards > 0);
            Assert.Equal([new EpochId(1), new EpochId(2), new EpochId(3)], node.Published);
        });
    }

    [Fact]
    public void Layer_withoutABeaconForItsSeats_saysSoOnce()
    {
        using var network = new WholeNetwork(new SimulationOptions { Nodes = 2, Epochs = 4, Bootstraps = false });
        network.RunTo(network.End.Add(1));

        // The seats of the first layers of an epoch are drawn over the epoch before, here one without beacon.
        int layers = (int)network.Rules.Configuration["hare-eligibility"].U32("eligibility-confidence-param");
        Assert.All(network.Nodes, node => Assert.Equal(layers, node.Warnings["Warning HareService 4111 NoSeats"]));
    }
}
