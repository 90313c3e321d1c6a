using System.Text.Json;
using Spacemesh.Crypto.Signing;
using Spacemesh.Eligibility;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Hare.Tests;

/// <summary>What the nodes of a golden session share: keys, ATXs, proposals, and the table of gossiped bytes.</summary>
internal sealed class GivenSession : IActiveSetSource, IDisposable
{
    private readonly List<JsonElement> _smeshers;

    public GivenSession(VectorCase vector, HareFormat format)
    {
        var input = vector.In;
        Layer = new LayerId(input.U32("layer"));
        LayersPerEpoch = input.U32("layers_per_epoch");
        Genesis = GenesisId.FromBytes(input.Hex("genesis_id"));
        SessionBeacon = Primitives.Beacon.FromBytes(input.Hex("beacon"));
        Messages = [.. input.GetProperty("messages").EnumerateArray().Select(message => message.Hex())];
        Proposals = [.. input.GetProperty("proposals").EnumerateArray()];
        _smeshers = [.. input.GetProperty("smeshers").EnumerateArray()];
        Keys = [.. _smeshers.Select(smesher => GivenKey.Of(smesher.Hex("ed25519_seed"), Genesis))];
        Options = new HareOptions
        {
            Section = format.Compacts ? "hare4" : "hare3",
            Format = format,
            Topic = "",
            Enabled = true,
            Committee = (ushort)input.U32("committee"),
            Leaders = (ushort)input.U32("leaders"),
            IterationsLimit = (byte)input.U32("iterations_limit"),
            PreroundDelay = TimeSpan.FromSeconds(25),
            RoundDuration = TimeSpan.FromSeconds(12),
        };
        VectorCase.Equal(input.U32("threshold"), Options.ThresholdFor(Layer), "threshold");
        Epoch = Network.EpochOf(Layer);
        AtxSmeshers = _smeshers.Where(smesher => smesher.Has("atx")).ToDictionary(smesher => AtxId.FromBytes(smesher.Hex("atx")), smesher => NodeId.FromBytes(smesher.Hex("node_id")));
    }

    public LayerId Layer { get; }

    public EpochId Epoch { get; }

    public uint LayersPerEpoch { get; }

    public GenesisId Genesis { get; }

    public Beacon SessionBeacon { get; }

    public HareOptions Options { get; }

    public IReadOnlyList<byte[]> Messages { get; }

    public IReadOnlyList<JsonElement> Proposals { get; }

    public IReadOnlyList<EdSigner> Keys { get; }

    public IReadOnlyDictionary<AtxId, NodeId> AtxSmeshers { get; }

    private NetworkParameters Network => new()
    {
        LayersPerEpoch = LayersPerEpoch,
        LayerDuration = TimeSpan.FromMinutes(5),
        GenesisTime = DateTimeOffset.UnixEpoch,
        GoldenAtx = default,
        AddressPrefix = "sm",
    };

    public EligibilityOracle CreateOracle()
    {
        var oracle = new EligibilityOracle(new OracleOptions(Network, 1), this);
        oracle.ActiveSets.AddFallback(Epoch, [.. AtxSmeshers.Keys]);
        return oracle;
    }

    public void FillHeights(GivenAtxs atxs)
    {
        foreach (var smesher in _smeshers.Where(smesher => smesher.Has("atx")))
            atxs.Add(Epoch, AtxId.FromBytes(smesher.Hex("atx")), smesher.U64("base_height"), smesher.U64("height"));
    }

    /// <summary>ATXs of those signers that have one.</summary>
    public IEnumerable<AtxId> AtxsOf(IEnumerable<int> signers) =>
        signers.Select(signer => _smeshers[signer]).Where(smesher => smesher.Has("atx")).Select(smesher => AtxId.FromBytes(smesher.Hex("atx")));

    public Beacon? Beacon(EpochId epoch) => epoch == Epoch ? SessionBeacon : null;

    public IReadOnlyList<AtxId>? FirstBlockRewards(EpochId epoch) => null;

    public ReferenceBallot? EarliestBallot(AtxId atx, EpochId epoch) => null;

    public IEnumerable<ReferenceBallot> FirstBallots(EpochId epoch) => [];

    public IReadOnlyList<AtxId>? StoredSet(Hash32 hash) => null;

    public (NodeId Smesher, ulong Weight)? Atx(EpochId target, AtxId atx)
    {
        foreach (var smesher in _smeshers.Where(smesher => smesher.Has("atx")))
        {
            if (target == Epoch && AtxId.FromBytes(smesher.Hex("atx")) == atx)
                return (NodeId.FromBytes(smesher.Hex("node_id")), smesher.U64("weight"));
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var key in Keys)
            key.Dispose();
    }
}
