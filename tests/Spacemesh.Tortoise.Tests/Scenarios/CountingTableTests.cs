using Spacemesh.AtxsData;
using Spacemesh.Primitives;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise.Tests.Scenarios;

/// <summary>The chapter's unit tables of verifying mode and of full mode's margins (spec 06 §10).</summary>
public sealed class CountingTableTests
{
    private const uint Genesis = ScenarioMesh.Genesis;
    private const ulong Median = 10;

    /// <summary>What one layer of the verifying table holds.</summary>
    public enum Holding
    {
        /// <summary>A block that hare chose.</summary>
        Block,

        /// <summary>The same, but hare has not ended.</summary>
        Open,

        Nothing,

        /// <summary>A block above the median height that hare chose.</summary>
        High,

        /// <summary>A block that hare chose, and one above the median height.</summary>
        BlockAndHigh,
    }

    public static TheoryData<int, int[], Holding, uint, uint> VerifyingTable => new()
    {
        { 32, [8, 8, 6, 10], Holding.Block, 0, 3 },
        { 36, [12, 26, 28, 36], Holding.Block, 0, 1 },
        { 40, [10, 20, 30, 40], Holding.Open, 3, 2 },
        { 40, [10, 20, 30, 40], Holding.High, 2, 1 },
        { 40, [10, 20, 30, 40], Holding.BlockAndHigh, 0, 3 },
        { 40, [10, 20, 30, 40], Holding.Nothing, 0, 3 },
        { 34, [13, 26, 28, 34], Holding.Block, 0, 1 },
    };

    /// <param name="good">Weight of all good ballots.</param>
    /// <param name="uncounted">Of which cast up to each layer after genesis.</param>
    /// <param name="holding">What the layers hold.</param>
    /// <param name="only">The layer after genesis that holds it, the others have a chosen block; 0: all.</param>
    /// <param name="verified">Layers after genesis that are verified.</param>
    [Theory]
    [MemberData(nameof(VerifyingTable))]
    public void Verifying_mode(int good, int[] uncounted, Holding holding, uint only, uint verified)
    {
        ArgumentNullException.ThrowIfNull(uncounted);
        var state = new CountingState(ScenarioMesh.Defaults with { WindowSize = 10 }, new ConsensusCache());
        state.Epoch(2).Weight = state.Epoch(3).Weight = Fixed.FromInteger(40);
        state.Verified = Genesis;
        // The table leaves the local threshold at 0: the last layer is set without its epoch's.
        state.Last = state.Processed = Genesis + 4;
        state.TotalGoodWeight = Fixed.FromInteger((ulong)good);
        for (uint n = 1; n <= 4; n++)
        {
            var layer = state.Layers[Genesis + n];
            layer.GoodUncounted = Fixed.FromInteger((ulong)uncounted[n - 1]);
            layer.ReferenceHeight = Median;
            Fill(layer, only == 0 || only == n ? holding : Holding.Block);
        }

        var counter = new VerifyingCounter(state);
        uint last = 0;
        while (last < 3 && counter.Verify(state.Layers[Genesis + last + 1], out _))
            last++;
        Assert.Equal(verified, last);
        foreach (var block in Enumerable.Range(1, 4).SelectMany(n => state.Layers[Genesis + (uint)n].Blocks))
            Assert.Equal(block.Layer > Genesis + verified ? Decision.Neutral : block.Height > Median ? Decision.Against : Decision.Support, block.Validity);
    }

    /// <summary>Votes of three smeshers on the block of the layer before: for, against, abstaining; then the same of the next layer, or none.</summary>
    public static TheoryData<string, string, double> Margins => new()
    {
        { "+++", "+++", 15 },
        { "+++", "---", 0 },
        { "+++", "", 7.5 },
        { "++o", "", 5 },
        { "++-", "", 2.5 },
        { "+--", "", -2.5 },
        { "", "", 0 },
    };

    [Theory]
    [MemberData(nameof(Margins))]
    public void Full_mode(string first, string second, double margin)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var mesh = new Mesh([(10, 10, 4), (10, 10, 4), (10, 10, 4)], blockHeight: 0);
        for (int smesher = 0; smesher < first.Length; smesher++)
            mesh.Vote(Genesis + 2, smesher, first[smesher]);
        for (int smesher = 0; smesher < second.Length; smesher++)
            mesh.Vote(Genesis + 3, smesher, second[smesher]);
        Assert.Equal(margin, mesh.Margin());
    }

    [Theory]
    [InlineData(false, 150)]
    [InlineData(true, 105)]
    public void Full_mode_weighs_by_slots(bool isOneAtxMissing, double margin)
    {
        var mesh = new Mesh([(90, 10, 6), (60, 10, 4), (30, 10, 2)], blockHeight: 0, missing: isOneAtxMissing ? 1 : null);
        mesh.Vote(Genesis + 2, 0, '+', eligibilities: 2);
        mesh.Vote(Genesis + 2, 1, '+', eligibilities: 1);
        mesh.Vote(Genesis + 2, 2, '+', eligibilities: 1);
        mesh.Vote(Genesis + 3, 0, '+', eligibilities: 3);
        mesh.Vote(Genesis + 3, 1, '+', eligibilities: 2);
        mesh.Vote(Genesis + 3, 2, '+', eligibilities: 1);
        Assert.Equal(margin, mesh.Margin());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Full_mode_counts_those_who_reach_the_height(int @base)
    {
        var mesh = new Mesh([(8, 10, 4), (8, 12, 4)], blockHeight: 11);
        for (int smesher = 0; smesher < 2; smesher++)
            mesh.Vote(Genesis + 2, smesher, '+');
        for (int smesher = 0; smesher < 2; smesher++)
            mesh.Vote(Genesis + 3, smesher, '=', on: @base);
        Assert.Equal(4, mesh.Margin());
    }

    private static void Fill(LayerRecord layer, Holding holding)
    {
        layer.HareTerminated = holding != Holding.Open;
        if (holding is Holding.Block or Holding.Open or Holding.BlockAndHigh)
            layer.Blocks.Add(new BlockRecord(Vote(layer.Id, 0)) { Hare = Decision.Support, Data = true });
        if (holding is Holding.High or Holding.BlockAndHigh)
            layer.Blocks.Add(new BlockRecord(Vote(layer.Id, Median + 1)) { Hare = holding == Holding.High ? Decision.Support : Decision.Against, Data = true });
    }

    private static Vote Vote(uint layer, ulong height) => new(GivenMesh.Id<BlockId>(layer, (uint)height + 1), new LayerId(layer), height);

    /// <summary>A block in the first layer and ballots that vote on it in the two after.</summary>
    private sealed class Mesh
    {
        private static readonly Beacon Beacon = Beacon.FromBytes([1, 2, 3, 4]);

        private readonly TortoiseMachine _machine;
        private readonly (ulong Weight, ulong Height, uint Slots)[] _smeshers;
        private readonly Vote _block;

        public Mesh((ulong Weight, ulong Height, uint Slots)[] smeshers, ulong blockHeight, int? missing = null)
        {
            _smeshers = smeshers;
            var atxs = new ConsensusCache();
            _machine = new TortoiseMachine(ScenarioMesh.Defaults with { LayerSize = (uint)smeshers.Length }, atxs);
            for (int smesher = 0; smesher < smeshers.Length; smesher++)
            {
                if (smesher == missing)
                    continue;
                var atx = new AtxEntry(Atx(smesher), GivenMesh.Id<NodeId>((uint)smesher + 1), default, smeshers[smesher].Weight, 0, smeshers[smesher].Height, 0);
                atxs.TryAdd(new EpochId(2), atx, malicious: false);
                _machine.OnAtx(new EpochId(2), atx);
            }

            _machine.OnBeacon(new EpochId(2), Beacon);
            _block = CountingTableTests.Vote(Genesis + 1, blockHeight);
            _machine.OnBlock(_block);
        }

        /// <param name="layer">Of the ballot.</param>
        /// <param name="smesher">Its smesher.</param>
        /// <param name="vote"><c>+</c> for the block, <c>-</c> against it, <c>o</c> abstaining, <c>=</c> as the base.</param>
        /// <param name="eligibilities">That it uses.</param>
        /// <param name="on">The smesher on whose ballot of the layer before it stands; null: on none.</param>
        public void Vote(uint layer, int smesher, char vote, uint eligibilities = 1, int? on = null)
        {
            var votes = vote switch
            {
                '+' => Votes.None with { Support = [_block] },
                'o' => Votes.None with { Abstain = [_block.LayerId] },
                _ => Votes.None,
            };
            if (on is { } @base)
                votes = votes with { Base = Ballot(layer - 1, @base) };
            var fault = _machine.OnBallot(new TortoiseBallot(
                Ballot(layer, smesher),
                GivenMesh.Id<NodeId>((uint)smesher + 1),
                new LayerId(layer),
                eligibilities,
                Atx(smesher),
                new Opinion(default, votes),
                new ReferenceEpochData(Beacon, _smeshers[smesher].Slots),
                null,
                Malicious: false));
            Assert.Equal(!_machine.State.Atxs.TryGet(new EpochId(2), Atx(smesher), out _), fault is not null);
        }

        /// <summary>The block's margin once all ballots are counted in full mode.</summary>
        public double Margin()
        {
            _machine.TallyVotes(new LayerId(Genesis + 3));
            new FullCounter(_machine.State).CatchUp();
            var margin = _machine.State.Layers[Genesis + 1].Blocks[0].Margin.Value;
            double units = (double)margin.Magnitude / (1ul << 56);
            return margin.IsPositive || margin.Magnitude == 0 ? units : -units;
        }

        private static AtxId Atx(int smesher) => GivenMesh.Id<AtxId>(2, (uint)smesher + 1);

        private static BallotId Ballot(uint layer, int smesher) => GivenMesh.Id<BallotId>(layer, (uint)smesher + 1);
    }
}
