using System.Buffers.Binary;
using Spacemesh.AtxsData;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Tortoise;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Bench.Mesh;

/// <summary>
/// A made-up network of mainnet's measures: every layer has one block and a number of ballots, each with its base in the layer before and
/// a vote for that layer's block. Layers are made on demand, one after the other.
/// </summary>
internal sealed class MeshSample
{
    public const uint LayersPerEpoch = 4032;
    public const uint Genesis = (2 * LayersPerEpoch) - 1;
    public const uint Hdist = 10;
    private const int Smeshers = 1000;

    /// <summary>Layers after which a smesher declares its data again, so that windows smaller than an epoch hold the ballots referred to.</summary>
    private const uint ReferenceAge = 400;

    private static readonly Beacon Beacon = Beacon.FromBytes([1, 2, 3, 4]);
    private readonly Dictionary<(uint Epoch, int Smesher), (BallotId Id, uint Layer)> _references = [];
    private readonly List<Hash32> _opinions = [];

    public MeshSample(uint ballotsPerLayer)
    {
        BallotsPerLayer = ballotsPerLayer;
        _opinions.Add(new OpinionHasher().Finish());
    }

    public uint BallotsPerLayer { get; }

    public static TortoiseOptions Options(uint window) => new()
    {
        LayersPerEpoch = LayersPerEpoch,
        EffectiveGenesis = new LayerId(Genesis),
        Hdist = Hdist,
        Zdist = 2,
        WindowSize = window,
        MaxExceptions = 1000,
        BadBeaconVoteDelayLayers = LayersPerEpoch,
        LayerSize = 50,
    };

    public static Vote BlockOf(uint layer) => new(Id<BlockId>(layer, 1), new LayerId(layer), 5);

    /// <summary>The opinion on a layer and all before it.</summary>
    public Hash32 Opinion(uint layer)
    {
        for (uint next = Genesis + (uint)_opinions.Count; next <= layer; next++)
        {
            var before = _opinions[^1];
            var hasher = new OpinionHasher(in before);
            var (id, _, height) = BlockOf(next);
            hasher.Support(in id, height);
            _opinions.Add(hasher.Finish());
        }

        return _opinions[(int)(layer - Genesis)];
    }

    public ConsensusCache Atxs(uint lastLayer)
    {
        var atxs = new ConsensusCache();
        for (uint epoch = 2; epoch <= lastLayer / LayersPerEpoch; epoch++)
        {
            for (int smesher = 0; smesher < Smeshers; smesher++)
                atxs.TryAdd(new EpochId(epoch), Atx(epoch, smesher), malicious: false);
        }

        return atxs;
    }

    /// <summary>A machine that knows ATXs and beacons up to a layer.</summary>
    public TortoiseMachine Machine(uint window, uint lastLayer)
    {
        var machine = new TortoiseMachine(Options(window), Atxs(lastLayer));
        for (uint epoch = 2; epoch <= lastLayer / LayersPerEpoch; epoch++)
        {
            for (int smesher = 0; smesher < Smeshers; smesher++)
                machine.OnAtx(new EpochId(epoch), Atx(epoch, smesher));
            machine.OnBeacon(new EpochId(epoch), Beacon);
        }

        return machine;
    }

    public Ballot Ballot(uint layer, uint index, Votes? votes = null, Hash32? opinion = null)
    {
        uint epoch = layer / LayersPerEpoch;
        int smesher = (int)(((layer * BallotsPerLayer) + index) % Smeshers);
        bool isFirst = !_references.TryGetValue((epoch, smesher), out var reference) || layer - reference.Layer > ReferenceAge;
        var data = isFirst ? new EpochData(default, Beacon, (uint)((ulong)BallotsPerLayer * LayersPerEpoch / Smeshers)) : (EpochData?)null;
        votes ??= layer == Genesis + 1
            ? Votes.None
            : new Votes(Id<BallotId>(layer - 1, index + 2), [BlockOf(layer - 1)], default, default);
        return new Ballot(
            new InnerBallot(new LayerId(layer), Atx(epoch, smesher).Id, opinion ?? Opinion(layer - 1), isFirst ? default : reference.Id, data),
            default,
            Id<NodeId>((uint)smesher, 3),
            votes,
            [new VotingEligibility(index, default)],
            default);
    }

    public TortoiseBallot Counted(uint layer, uint index)
    {
        var ballot = Ballot(layer, index);
        var id = Id<BallotId>(layer, index + 2);
        Remember(layer, index, id, ballot);
        return TortoiseBallot.Of(ballot, malicious: false) with { Id = id };
    }

    /// <summary>Writes layers as a node leaves them: all applied and valid, or without hare output and verdicts.</summary>
    public void Write(IStateDatabase state, uint last, bool decided)
    {
        using var transaction = state.Begin();
        for (uint epoch = 2; epoch <= last / LayersPerEpoch; epoch++)
            transaction.Beacons.Add(new EpochId(epoch), Beacon);
        transaction.Layers.SetAggregatedHash(new LayerId(Genesis), Opinion(Genesis));
        for (uint layer = Genesis + 1; layer <= last; layer++)
        {
            var id = new LayerId(layer);
            for (uint index = 0; index < BallotsPerLayer; index++)
            {
                var ballot = Ballot(layer, index);
                var ballotId = Id<BallotId>(layer, index + 2);
                Remember(layer, index, ballotId, ballot);
                transaction.Ballots.Add(ballotId, ballot);
            }

            var header = BlockOf(layer);
            transaction.Blocks.Add(header.Id, new Block(id, header.Height, default, default));
            transaction.Layers.SetWeakCoin(id, coin: true);
            if (!decided)
                continue;
            transaction.Certificates.SetHareOutput(id, header.Id);
            if (layer == last)
                continue;
            transaction.Blocks.SetValidity(header.Id, valid: true);
            transaction.Layers.SetApplied(id, header.Id);
            transaction.Layers.SetProcessed(id);
            transaction.Layers.SetAggregatedHash(id, Opinion(layer));
        }

        transaction.Commit();
    }

    private static AtxEntry Atx(uint epoch, int smesher) => new(Id<AtxId>((uint)smesher, epoch), Id<NodeId>((uint)smesher, 3), default, 1000, 0, 10, 0);

    private static T Id<T>(uint a, uint b)
        where T : struct, IFixedBytes<T>
    {
        Span<byte> bytes = stackalloc byte[T.Size];
        bytes.Clear();
        // Ids look random, as hashes do; a table must not profit from counted ones.
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, unchecked(((((ulong)a << 32) | b) + 1) * 0x9E3779B97F4A7C15ul));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], a);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], b);
        return T.FromBytes(bytes);
    }

    private void Remember(uint layer, uint index, BallotId id, Ballot ballot)
    {
        if (ballot.Inner.EpochData is not null)
            _references[(layer / LayersPerEpoch, (int)(((layer * BallotsPerLayer) + index) % Smeshers))] = (id, layer);
    }
}
