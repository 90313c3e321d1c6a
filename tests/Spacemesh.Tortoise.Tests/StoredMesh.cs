using Spacemesh.AtxsData;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Services.Mesh.Counting;
using Spacemesh.Storage.Memory;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Tortoise.Tests;

/// <summary>
/// A node's share of a random network: its machine hears of every layer, its stores keep what a node keeps, so that another machine can be
/// recovered from them at any time. From a seed.
/// </summary>
internal sealed class StoredMesh : IDisposable
{
    private const uint LayersPerEpoch = GivenMesh.LayersPerEpoch;
    private const uint Genesis = GivenMesh.Genesis;
    private static readonly Beacon Beacon = Beacon.FromBytes([1, 2, 3, 4]);

    private readonly SeededRandom _random;
    private readonly int _smeshers;
    private readonly bool _dissent;
    private readonly List<(EpochId Target, AtxEntry Atx)> _atxs = [];

    public StoredMesh(ulong seed, TortoiseOptions options, int smeshers = 6, bool dissent = false)
    {
        _random = new SeededRandom(seed);
        _smeshers = smeshers;
        _dissent = dissent;
        Options = options;
        Machine = new TortoiseMachine(options, Atxs);
        State.Layers.SetAggregatedHash(new LayerId(Genesis), Blake3.Hash([]));
        State.Layers.SetApplied(new LayerId(Genesis), default);
    }

    public TortoiseOptions Options { get; }

    public ConsensusCache Atxs { get; } = new();

    public MemoryStateDatabase State { get; } = new();

    public TortoiseMachine Machine { get; }

    /// <summary>A machine recovered from the stores as they are, with a warm cache of its own.</summary>
    public TortoiseMachine Recover(LayerId current)
    {
        var atxs = new ConsensusCache();
        foreach (var (target, atx) in _atxs)
            atxs.TryAdd(target, atx, malicious: false);
        (var machine, var skipped) = TortoiseRecovery.Recover(Options, atxs, new StoredLayers(State, atxs), current);
        Assert.DoesNotContain(skipped, ballot => ballot.Fault.Kind is not (BallotFaultKind.Evicted or BallotFaultKind.UnknownReference));
        return machine;
    }

    /// <summary>The events of the next layer, to be given to <see cref="Give"/>.</summary>
    public MeshLayer Make(uint layer)
    {
        Assert.True(Machine.TryEncodeVotes(new LayerId(layer), out var opinion, out string? failure), failure);
        var ballots = new List<Ballot>();
        for (uint smesher = 0; smesher < _smeshers; smesher++)
        {
            int choice = _random.Next(20);
            if (choice == 0)
                continue;
            var voted = choice == 1 && _dissent ? AgainstAll(layer) : opinion;
            ballots.Add(BallotOf(layer, smesher, voted));
        }

        var blocks = new List<Vote>();
        for (int block = _random.Next(3); block > 0; block--)
            blocks.Add(new Vote(GivenMesh.Id<BlockId>(layer, (uint)block), new LayerId(layer), (ulong)_random.Next(10)));
        int hare = _random.Next(10);
        BlockId? output = hare == 0 ? null : hare == 1 || blocks.Count == 0 ? default(BlockId) : blocks[0].Id;
        return new MeshLayer(layer, ballots, blocks, output, _random.Next(2) == 0);
    }

    /// <summary>A layer in which nothing is missing: every smesher has its ballot, hare chose the only block.</summary>
    public MeshLayer MakeGood(uint layer)
    {
        Assert.True(Machine.TryEncodeVotes(new LayerId(layer), out var opinion, out string? failure), failure);
        var block = GivenMesh.Block(layer);
        return new MeshLayer(layer, [.. Enumerable.Range(0, _smeshers).Select(smesher => BallotOf(layer, (uint)smesher, opinion))], [block], block.Id, Coin: true);
    }

    /// <summary>What happens before a layer's own events.</summary>
    public void StartEpoch(uint layer, params ReadOnlySpan<TortoiseMachine> others)
    {
        if (layer % LayersPerEpoch != 0)
            return;
        var epoch = new EpochId(layer / LayersPerEpoch);
        for (uint smesher = 0; smesher < _smeshers; smesher++)
        {
            var atx = GivenMesh.Atx(epoch.Value, smesher, 100 + (ulong)_random.Next(50));
            _atxs.Add((epoch, atx));
            Atxs.TryAdd(epoch, atx, malicious: false);
            Machine.OnAtx(epoch, atx);
            foreach (var other in others)
            {
                other.State.Atxs.TryAdd(epoch, atx, malicious: false);
                other.OnAtx(epoch, atx);
            }
        }

        State.Beacons.Add(epoch, Beacon);
        Machine.OnBeacon(epoch, Beacon);
        foreach (var other in others)
            other.OnBeacon(epoch, Beacon);
    }

    /// <summary>Stores a layer's objects.</summary>
    public void Store(MeshLayer layer)
    {
        var id = new LayerId(layer.Layer);
        foreach (var ballot in layer.Ballots)
            State.Ballots.Add(ballot.ComputeId(), ballot);
        foreach (var block in layer.Blocks)
            State.Blocks.Add(block.Id, new Block(id, block.Height, default, default));
        if (layer.Output is { } output)
            State.Certificates.SetHareOutput(id, output);
        State.Layers.SetWeakCoin(id, layer.Coin);
    }

    /// <summary>Lets a machine hear of a layer.</summary>
    public static void Give(TortoiseMachine machine, MeshLayer layer)
    {
        var id = new LayerId(layer.Layer);
        foreach (var ballot in layer.Ballots)
        {
            if (machine.DecodeBallot(TortoiseBallot.Of(ballot, malicious: false), out var decoded) is null)
                machine.StoreBallot(decoded!);
        }

        foreach (var block in layer.Blocks)
            machine.OnBlock(block);
        if (layer.Output is { } output)
            machine.OnHareOutput(id, output);
        machine.OnWeakCoin(id, layer.Coin);
        machine.TallyVotes(id);
    }

    /// <summary>Applies results as the mesh does; with stores it keeps what the mesh keeps.</summary>
    public static IReadOnlyList<LayerResult> Apply(TortoiseMachine machine, IStateStores? stores)
    {
        var results = machine.Updates();
        foreach (var result in results)
        {
            var target = result.FirstValid();
            if (!result.Verified && target == default)
                break;
            if (stores is not null)
                Keep(stores, result);

            if (result.Verified)
                machine.OnApplied(result.Layer, result.Opinion);
        }

        return results;
    }

    /// <summary>Stores what the mesh keeps of results.</summary>
    public void Store(IEnumerable<LayerResult> results)
    {
        foreach (var result in results)
            Keep(State, result);
    }

    public void Dispose() => State.Dispose();

    private static void Keep(IStateStores stores, LayerResult result)
    {
        stores.Layers.SetApplied(result.Layer, result.FirstValid());
        stores.Layers.SetAggregatedHash(result.Layer, result.Opinion);
        foreach (var block in result.Blocks.Where(block => block.Data && (block.Valid || block.Invalid)))
            stores.Blocks.SetValidity(block.Header.Id, block.Valid);
    }

    /// <summary>A ballot against everything since genesis.</summary>
    private static Opinion AgainstAll(uint layer)
    {
        var hash = Blake3.Hash([]);
        for (uint voted = Genesis + 1; voted < layer; voted++)
            hash = new OpinionHasher(in hash).Finish();
        return new Opinion(hash, Votes.None);
    }

    private static Ballot BallotOf(uint layer, uint smesher, Opinion opinion)
    {
        var atx = GivenMesh.Atx(layer / LayersPerEpoch, smesher);
        var inner = new InnerBallot(new LayerId(layer), atx.Id, opinion.Hash, default, new EpochData(default, Beacon, 16));
        return new Ballot(inner, default, atx.Smesher, opinion.Votes, Enumerable.Repeat(default(VotingEligibility), 4).ToScaleList(), default);
    }
}
