using Spacemesh.AtxsData;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise.Tests;

/// <summary>What a window costs in memory: at most seven tenths of the reference's 375 bytes a ballot (spec 11 §8).</summary>
public sealed class MemoryTests
{
    private const uint LayersPerEpoch = 4032;
    private const uint Genesis = (2 * LayersPerEpoch) - 1;
    private const uint PerLayer = 50;
    private const uint Layers = 4032;
    private const double ReferenceBytesPerBallot = 375;
    private static readonly Beacon Beacon = Beacon.FromBytes([1, 2, 3, 4]);

    [Fact]
    public void Window_costs_at_most_seven_tenths_of_the_reference()
    {
        var atxs = new ConsensusCache();
        for (uint smesher = 0; smesher < 1000; smesher++)
            atxs.TryAdd(new EpochId(2), GivenMesh.Atx(2, smesher), malicious: false);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var machine = Load(atxs);
        double perBallot = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)(Layers * PerLayer);
        Assert.Equal(new LayerId(Genesis + Layers - 1), machine.LatestVerified);
        Assert.True(perBallot <= 0.7 * ReferenceBytesPerBallot, $"{perBallot:F0} bytes a ballot");
        TestContext.Current.TestOutputHelper?.WriteLine($"{perBallot:F0} bytes a ballot");
    }

    private static TortoiseMachine Load(ConsensusCache atxs)
    {
        var options = new TortoiseOptions
        {
            LayersPerEpoch = LayersPerEpoch,
            EffectiveGenesis = new LayerId(Genesis),
            Hdist = 10,
            Zdist = 2,
            WindowSize = LayersPerEpoch,
            BadBeaconVoteDelayLayers = LayersPerEpoch,
        };
        var machine = new TortoiseMachine(options, atxs);
        foreach (var atx in atxs.Snapshot(new EpochId(2)))
            machine.OnAtx(new EpochId(2), atx);
        machine.OnBeacon(new EpochId(2), Beacon);
        var references = new BallotId[1000];
        for (uint layer = Genesis + 1; layer <= Genesis + Layers; layer++)
        {
            Assert.True(machine.TryEncodeVotes(new LayerId(layer), out var opinion, out string? failure), failure);
            for (uint index = 0; index < PerLayer; index++)
            {
                uint smesher = ((layer * PerLayer) + index) % 1000;
                var id = GivenMesh.Id<BallotId>(layer, index + 1);
                bool first = references[smesher] == default;
                var ballot = new TortoiseBallot(
                    id,
                    GivenMesh.Id<NodeId>(smesher + 1),
                    new LayerId(layer),
                    1,
                    GivenMesh.Id<AtxId>(2, smesher + 1),
                    new Opinion(opinion.Hash, opinion.Votes),
                    first ? new ReferenceEpochData(Beacon, 200) : null,
                    first ? null : references[smesher],
                    Malicious: false);
                if (first)
                    references[smesher] = id;
                Assert.Null(machine.DecodeBallot(ballot, out var decoded));
                Assert.Null(machine.StoreBallot(decoded!));
            }

            machine.OnBlock(GivenMesh.Block(layer));
            machine.OnHareOutput(new LayerId(layer), GivenMesh.Block(layer).Id);
            machine.TallyVotes(new LayerId(layer));
            foreach (var result in machine.Updates().Where(result => result.Verified))
                machine.OnApplied(result.Layer, result.Opinion);
        }

        return machine;
    }
}
