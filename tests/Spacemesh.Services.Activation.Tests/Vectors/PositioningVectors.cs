using System.Text.Json;
using Spacemesh.AtxsData;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Ports.State;
using Spacemesh.Post;
using Spacemesh.Primitives;
using Spacemesh.Services.Activation.Tests.Support;
using Spacemesh.Storage.Memory;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Activation.Tests.Vectors;

/// <summary>Search and choice of the positioning ATX, and what the next identity and the next epoch get (spec 04 §4.5).</summary>
[VectorFile("04-positioning")]
internal sealed class PositioningVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var golden = IdOf(vector.In.Text("golden"));
        var network = new NetworkParameters
        {
            LayersPerEpoch = 10,
            LayerDuration = TimeSpan.FromSeconds(10),
            GenesisTime = DateTimeOffset.UnixEpoch,
            GoldenAtx = golden,
            AddressPrefix = "stest",
        };
        using var database = new MemoryStateDatabase();
        var node = new ActivationNode(network, database, new PostConfig(), 1, new NodeSettings());
        var chains = new FlaggedChains();
        if (vector.In.Has("candidates"))
        {
            foreach (var candidate in vector.In.GetProperty("candidates").EnumerateArray())
                Store(node, chains, candidate);
        }

        var positioning = new PositioningAtxs(node.Ports, node.Options, chains);
        var publishEpoch = new EpochId(vector.In.U32("publish_epoch"));
        AtxId? previous = vector.In.Has("previous") ? IdOf(vector.In.Text("previous")) : null;
        var deadline = new CancellationToken(vector.In.Has("deadline"));
        var chosen = Choose(positioning, publishEpoch, SmesherOf(1), previous, deadline);
        VectorCase.Equal(vector.Out.Text("positioning"), Short(chosen), "positioning");
        VectorCase.Equal(Names(vector.Out), chains.Take(), "chains verified");
        // The shared answer is what an identity without previous ATX gets.
        VectorCase.Equal(vector.Out.Text("cached_search_result"), Short(Choose(positioning, publishEpoch, SmesherOf(2), null, default)), "shared answer");
        CheckSecond(vector.Out.GetProperty("second_identity_same_epoch_no_previous"), positioning, publishEpoch, chains);
        CheckSecond(vector.Out.GetProperty("second_identity_next_epoch_no_previous"), positioning, publishEpoch.Add(1), chains);
    }

    private static void CheckSecond(JsonElement expected, PositioningAtxs positioning, EpochId epoch, FlaggedChains chains)
    {
        VectorCase.Equal(expected.Text("positioning"), Short(Choose(positioning, epoch, SmesherOf(2), null, default)), $"second identity in epoch {epoch}");
        VectorCase.Equal(Names(expected), chains.Take(), $"chains verified for the second identity in epoch {epoch}");
    }

    private static AtxId Choose(PositioningAtxs positioning, EpochId epoch, NodeId smesher, AtxId? previous, CancellationToken deadline) =>
        positioning.ChooseAsync(epoch, smesher, previous, deadline, CancellationToken.None).GetAwaiter().GetResult();

    private static void Store(ActivationNode node, FlaggedChains chains, JsonElement candidate)
    {
        var id = IdOf(candidate.Text("id"));
        var smesher = SmesherOf((byte)(AtxId.Span(in id)[0] + 100));
        var epoch = new EpochId(candidate.U32("publish_epoch"));
        var record = new AtxRecord
        {
            Id = id,
            PublishEpoch = epoch,
            EffectiveUnits = 1,
            VrfNonce = 0,
            BaseTickHeight = 0,
            TickCount = candidate.U64("height"),
            Smesher = smesher,
            Coinbase = default,
            ReceivedNanoseconds = 1,
            Weight = 1,
        };
        node.Database.Atxs.Add(record, new AtxBlob(AtxVersion.V1, default));
        node.Cache.TryAdd(epoch.Target, AtxEntry.Create(id, smesher, default, 1, 0, record.TickCount, 0), candidate.Flag("malicious"));
        if (candidate.Flag("chain_invalid"))
            chains.Invalid.Add(id);
    }

    private static string Names(JsonElement element) =>
        element.Has("chains_verified") ? string.Join(',', element.GetProperty("chains_verified").EnumerateArray().Select(id => id.GetString())) : "";

    private static AtxId IdOf(string first) => AtxId.FromBytes([.. Convert.FromHexString(first), .. new byte[Bytes32.Length - (first.Length / 2)]]);

    private static NodeId SmesherOf(byte first) => NodeId.FromBytes([first, .. new byte[Bytes32.Length - 1]]);

    private static string Short(AtxId id) => id.ToHex()[..8];

    /// <summary>Chains that are as valid as a flag says.</summary>
    private sealed class FlaggedChains : IAtxChains
    {
        private readonly List<AtxId> _verified = [];

        public HashSet<AtxId> Invalid { get; } = [];

        public Task<AtxId?> FindInvalidAsync(AtxId id, AtxTrust trust, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _verified.Add(id);
            return Task.FromResult<AtxId?>(Invalid.Contains(id) ? id : null);
        }

        public string Take()
        {
            string verified = string.Join(',', _verified.Select(Short));
            _verified.Clear();
            return verified;
        }
    }
}
