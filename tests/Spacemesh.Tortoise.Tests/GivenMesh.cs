using System.Buffers.Binary;
using Spacemesh.AtxsData;
using Spacemesh.Primitives;
using Spacemesh.Tortoise.Tracing;
using Spacemesh.Wire.Ballots;

namespace Spacemesh.Tortoise.Tests;

/// <summary>A small network of equal smeshers in which every layer has one block that hare chose.</summary>
internal sealed class GivenMesh
{
    public const uint LayersPerEpoch = 4;
    public const uint Genesis = 7;

    private static readonly Beacon Beacon = Beacon.FromBytes([1, 2, 3, 4]);

    private readonly int _smeshers;

    public GivenMesh(TortoiseOptions options, int smeshers = 4, ITraceSink? trace = null)
    {
        _smeshers = smeshers;
        Machine = new TortoiseMachine(options, Atxs, trace);
    }

    public static TortoiseOptions Options => new()
    {
        LayersPerEpoch = LayersPerEpoch,
        EffectiveGenesis = new LayerId(Genesis),
        Hdist = 3,
        Zdist = 2,
        WindowSize = 30,
        BadBeaconVoteDelayLayers = LayersPerEpoch,
    };

    public TortoiseMachine Machine { get; }

    public ConsensusCache Atxs { get; } = new();

    public static T Id<T>(uint a, uint b = 0)
        where T : struct, IFixedBytes<T>
    {
        byte[] bytes = new byte[T.Size];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, a);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), b);
        return T.FromBytes(bytes);
    }

    public static AtxEntry Atx(uint epoch, uint smesher, ulong weight = 100) => new(Id<AtxId>(epoch, smesher + 1), Id<NodeId>(smesher + 1), default, weight, 0, 10, 0);

    public static Vote Block(uint layer) => new(Id<BlockId>(layer, 9), new LayerId(layer), 0);

    public static TortoiseBallot Ballot(uint layer, uint smesher, Hash32 opinion, Votes votes, uint eligibilities = 16) => new(
        Id<BallotId>(layer, smesher + 1),
        Id<NodeId>(smesher + 1),
        new LayerId(layer),
        4,
        Id<AtxId>(layer / LayersPerEpoch, smesher + 1),
        new Opinion(opinion, votes),
        new ReferenceEpochData(Beacon, eligibilities),
        null,
        Malicious: false);

    public void AddAtx(uint epoch, AtxEntry atx)
    {
        Atxs.TryAdd(new EpochId(epoch), atx, malicious: false);
        Machine.OnAtx(new EpochId(epoch), atx);
    }

    public void StartEpoch(uint epoch)
    {
        for (uint smesher = 0; smesher < _smeshers; smesher++)
            AddAtx(epoch, Atx(epoch, smesher));
        Machine.OnBeacon(new EpochId(epoch), Beacon);
    }

    /// <summary>One layer: ballots that follow our own votes, a block, hare output, a tally.</summary>
    public void Layer(uint layer)
    {
        if (layer % LayersPerEpoch == 0)
            StartEpoch(layer / LayersPerEpoch);
        Assert.True(Machine.TryEncodeVotes(new LayerId(layer), out var opinion, out string? failure), failure);
        for (uint smesher = 0; smesher < _smeshers; smesher++)
        {
            Assert.Null(Machine.DecodeBallot(Ballot(layer, smesher, opinion!.Hash, opinion.Votes), out var decoded));
            Assert.Null(Machine.StoreBallot(decoded!));
        }

        Machine.OnWeakCoin(new LayerId(layer), coin: true);
        Machine.OnBlock(Block(layer));
        Machine.OnHareOutput(new LayerId(layer), Block(layer).Id);
        Machine.TallyVotes(new LayerId(layer));
    }

    public void Layers(uint first, uint last)
    {
        for (uint layer = first; layer <= last; layer++)
            Layer(layer);
    }

    /// <summary>Takes all results as applied.</summary>
    public void Apply()
    {
        foreach (var result in Machine.Updates())
        {
            if (result.Verified)
                Machine.OnApplied(result.Layer, result.Opinion);
        }
    }
}
