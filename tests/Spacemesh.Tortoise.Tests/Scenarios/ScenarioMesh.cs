using Spacemesh.AtxsData;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise.Tests.Scenarios;

/// <summary>
/// The simulated network of the chapter's scenarios (spec 06 §10): smeshers of 10 units whose heights grow every epoch share the eligibilities
/// of a layer among them; each with one makes a ballot of its own reference.
/// </summary>
internal sealed class ScenarioMesh
{
    public const uint LayersPerEpoch = 4;
    public const uint Genesis = 7;

    private const ulong Units = 10;
    private static readonly Beacon Beacon = Beacon.FromBytes([1, 2, 3, 4]);

    private readonly SeededRandom _random = new(1);
    private readonly ulong[] _ticks;
    private readonly uint _size;
    private readonly Dictionary<uint, List<Vote>> _blocks = [];
    private readonly Dictionary<uint, List<BallotId>> _ballots = [];
    private uint _ids;

    /// <param name="options">Of the machine.</param>
    /// <param name="size">Eligibilities in a layer.</param>
    /// <param name="ticks">Ticks of every smesher's ATX; 30 smeshers of 10 unless said.</param>
    public ScenarioMesh(TortoiseOptions options, uint size = 10, IEnumerable<ulong>? ticks = null)
    {
        _size = size;
        _ticks = [.. ticks ?? Enumerable.Repeat(10ul, 30)];
        Options = options with { LayerSize = size };
        Machine = new TortoiseMachine(Options, Atxs);
    }

    public static TortoiseOptions Defaults => new()
    {
        LayersPerEpoch = LayersPerEpoch,
        EffectiveGenesis = new LayerId(Genesis),
        Hdist = 10,
        Zdist = 8,
        WindowSize = 30,
        BadBeaconVoteDelayLayers = 6,
        LayerSize = 10,
    };

    public TortoiseOptions Options { get; }

    public ConsensusCache Atxs { get; } = new();

    public TortoiseMachine Machine { get; }

    /// <summary>The newest layer made.</summary>
    public uint Last { get; private set; } = Genesis;

    /// <summary>Distance of what is verified from the newest layer.</summary>
    public int Behind => (int)Last - (int)Machine.LatestVerified.Value;

    public static Votes On(BallotId @base, params IEnumerable<Vote> support) => Votes.None with { Base = @base, Support = [.. support] };

    public IReadOnlyList<Vote> BlocksOf(uint layer) => _blocks.GetValueOrDefault(layer) ?? [];

    public IReadOnlyList<BallotId> BallotsOf(uint layer) => _ballots.GetValueOrDefault(layer) ?? [];

    /// <summary>Any ballot of a layer; none where the layer has none.</summary>
    public BallotId AnyBallot(uint layer) => BallotsOf(layer) is { Count: > 0 } ballots ? ballots[_random.Next(ballots.Count)] : default;

    /// <summary>The votes that this node itself would cast in the newest layer.</summary>
    public Votes OwnVotes()
    {
        Assert.True(Machine.TryEncodeVotes(new LayerId(Last), out var opinion, out string? failure), failure);
        return opinion.Votes;
    }

    public Opinion Encode(uint layer)
    {
        Assert.True(Machine.TryEncodeVotes(new LayerId(layer), out var opinion, out string? failure), failure);
        return opinion;
    }

    public void Next(int count, LayerPlan? plan = null)
    {
        for (int i = 0; i < count; i++)
            Next(plan);
    }

    /// <summary>Makes the next layer and gives it to the machine: ATXs and beacon of a new epoch, blocks, hare's output, ballots, coin.</summary>
    public void Next(LayerPlan? plan = null)
    {
        plan ??= LayerPlan.Good;
        Last++;
        if (Last % LayersPerEpoch == 0)
            StartEpoch(Last / LayersPerEpoch);
        var blocks = _blocks[Last] = [];
        for (int i = 0; i < plan.Blocks; i++)
            AddBlock(Last, plan.Height);
        if (plan.Hare != HareEnd.None)
            Machine.OnHareOutput(new LayerId(Last), plan.Hare == HareEnd.First && blocks.Count > 0 ? blocks[0].Id : default);
        uint size = plan.Size ?? _size;
        var dealt = Enumerable.Range(0, _ticks.Length).Select(smesher => (size / (uint)_ticks.Length) + (smesher < size % _ticks.Length ? 1u : 0)).ToArray();
        for (int smesher = 0; smesher < dealt.Length && dealt[smesher] > 0; smesher++)
        {
            var votes = plan.Vote is null ? On(AnyBallot(Last - 1), BlocksOf(Last - 1).Take(1)) : plan.Vote(this, smesher);
            AddBallot(Last, smesher, dealt[smesher], votes);
        }

        Machine.OnWeakCoin(new LayerId(Last), coin: true);
        if (plan.Tally)
            Machine.TallyVotes(new LayerId(Last));
    }

    public Vote AddBlock(uint layer, ulong height = 0)
    {
        var block = new Vote(GivenMesh.Id<BlockId>(layer, ++_ids), new LayerId(layer), height);
        _blocks[layer].Add(block);
        Machine.OnBlock(block);
        return block;
    }

    public BallotFault? AddBallot(uint layer, int smesher, uint eligibilities, Votes votes)
    {
        uint epoch = layer / LayersPerEpoch;
        var ballot = new TortoiseBallot(
            GivenMesh.Id<BallotId>(layer, ++_ids),
            Smesher(smesher),
            new LayerId(layer),
            eligibilities,
            GivenMesh.Id<AtxId>(epoch, (uint)smesher + 1),
            new Opinion(default, votes),
            new ReferenceEpochData(Beacon, Slots(smesher)),
            null,
            Malicious: false);
        var fault = Machine.OnBallot(ballot);
        if (fault is null)
            (_ballots.TryGetValue(layer, out var list) ? list : _ballots[layer] = []).Add(ballot.Id);
        return fault;
    }

    public void Malfeasance()
    {
        for (int smesher = 0; smesher < _ticks.Length; smesher++)
            Machine.OnMalfeasance(Smesher(smesher));
    }

    /// <summary>Takes every result as applied; returns them.</summary>
    public IReadOnlyList<LayerResult> Apply()
    {
        var results = Machine.Updates();
        foreach (var result in results)
        {
            if (result.Verified)
                Machine.OnApplied(result.Layer, result.Opinion);
        }

        return results;
    }

    public void AddAtx(uint epoch, AtxEntry atx)
    {
        Atxs.TryAdd(new EpochId(epoch), atx, malicious: false);
        Machine.OnAtx(new EpochId(epoch), atx);
    }

    private static NodeId Smesher(int smesher) => GivenMesh.Id<NodeId>((uint)smesher + 1);

    private void StartEpoch(uint epoch)
    {
        for (int smesher = 0; smesher < _ticks.Length; smesher++)
        {
            AddAtx(epoch, new AtxEntry(
                GivenMesh.Id<AtxId>(epoch, (uint)smesher + 1), Smesher(smesher), default, Units * _ticks[smesher], 0, _ticks[smesher] * (epoch - 1), 0));
        }

        Machine.OnBeacon(new EpochId(epoch), Beacon);
    }

    /// <summary>Spec 06 §14 without a least weight; smeshers who came later have one a layer.</summary>
    private uint Slots(int smesher)
    {
        if (smesher >= _ticks.Length)
            return LayersPerEpoch;
        ulong total = (ulong)_ticks.Sum(ticks => (long)(Units * ticks));
        return (uint)Math.Max(1, Units * _ticks[smesher] * _size * LayersPerEpoch / total);
    }
}
