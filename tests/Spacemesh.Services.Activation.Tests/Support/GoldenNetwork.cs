using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Ports.Network;
using Spacemesh.Ports.State;
using Spacemesh.Post;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Poet;

namespace Spacemesh.Services.Activation.Tests.Support;

/// <summary>The <c>common</c> object of the ATX files: a small network with complete chains of real ATXs.</summary>
internal sealed class GoldenNetwork
{
    private readonly JsonElement _common;

    public GoldenNetwork(JsonElement common)
    {
        _common = common;
        Parameters = new NetworkParameters
        {
            LayersPerEpoch = common.U32("layers_per_epoch"),
            LayerDuration = TimeSpan.FromSeconds(10),
            GenesisTime = DateTimeOffset.FromUnixTimeSeconds(common.I64("genesis_time_unix")),
            GoldenAtx = AtxId.FromBytes(common.Hex("golden_atx")),
            AddressPrefix = "stest",
        };
        VectorCase.Equal(common.Hex("genesis_id"), Parameters.GenesisId.ToArray(), "genesis id");
        foreach (var atx in common.GetProperty("atxs").EnumerateArray())
            Atxs.Add(atx.Text("name"), (Hash32.FromBytes(atx.Hex("id")), atx.Hex("blob")));
        foreach (var identity in common.GetProperty("identities").EnumerateArray())
            Identities.Add(identity.Text("name"), NodeId.FromBytes(identity.Hex("node_id")));
        foreach (var poet in common.Has("poet_proofs") ? common.GetProperty("poet_proofs").EnumerateArray() : default)
            Poets.Add(poet.Text("name"), (PoetProofRef.FromBytes(poet.Hex("ref")), poet.Hex("message")));
    }

    public NetworkParameters Parameters { get; }

    public Dictionary<string, (Hash32 Id, byte[] Blob)> Atxs { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, NodeId> Identities { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, (PoetProofRef Reference, byte[] Message)> Poets { get; } = new(StringComparer.Ordinal);

    public byte[] LocalPeerId => _common.Has("local_peer_id") ? _common.Hex("local_peer_id") : [];

    public ulong TickSize => _common.U64("tick_size");

    /// <summary>The network's PoST parameters, with another K3 where a case says so.</summary>
    public PostConfig PostConfig(uint? k3 = null)
    {
        var post = _common.GetProperty("post_config");
        var scrypt = _common.GetProperty("scrypt");
        return new PostConfig
        {
            MinNumUnits = post.U32("min_num_units"),
            MaxNumUnits = post.U32("max_num_units"),
            LabelsPerUnit = post.U64("labels_per_unit"),
            K1 = post.U32("k1"),
            K2 = post.U32("k2"),
            K3 = k3 ?? post.U32("k3"),
            PowDifficulty = Hash32.FromBytes(post.Hex("pow_difficulty")),
            Scrypt = new ScryptParameters(scrypt.U64("n"), scrypt.U64("r"), scrypt.U64("p")),
        };
    }

    public static AtxVersionSchedule Versions(JsonElement input)
    {
        if (!input.Has("atx_versions"))
            return AtxVersionSchedule.Default;
        var entries = input.GetProperty("atx_versions").EnumerateObject()
            .Select(entry => KeyValuePair.Create(new EpochId(uint.Parse(entry.Name, System.Globalization.CultureInfo.InvariantCulture)), entry.Value.GetUInt32()));
        return AtxVersionSchedule.TryCreate(entries, out var schedule, out string? error) ? schedule : throw new VectorMismatchException(error!);
    }

    /// <summary>Stores the PoET proofs without those named, each with the assumed number of leaves where one is given.</summary>
    public void StorePoets(IStateDatabase database, IReadOnlySet<string> missing, ulong? assumedLeaves)
    {
        foreach (var (name, (reference, bytes)) in Poets)
        {
            if (missing.Contains(name))
                continue;
            var message = Scale.Decode<PoetProofMessage>(bytes);
            if (assumedLeaves is { } leaves)
                message = message with { Proof = message.Proof with { LeafCount = leaves } };
            database.Poets.Add(reference, Scale.Encode(message), message.PoetServiceId, message.RoundId);
        }
    }

    /// <summary>Stores what a case lists as prior, ATXs through the node's own intake in an epoch far ahead.</summary>
    public void StorePrior(ActivationNode node, JsonElement prior)
    {
        node.EnterEpoch(1000);
        foreach (var item in prior.EnumerateArray())
        {
            if (item.Has("atx"))
            {
                var (id, blob) = Atxs[item.Text("atx")];
                var verdict = node.Atxs.ReceiveAsync(new ReceivedObject(id, ActivationNode.Peer, blob), CancellationToken.None).AsTask().GetAwaiter().GetResult();
                VectorCase.True(verdict.IsAccept, $"prior ATX {item.Text("atx")}: {verdict}");
            }
            else if (item.Has("checkpoint"))
            {
                node.Database.Atxs.AddCheckpointed(Checkpointed(item.GetProperty("checkpoint")));
            }
            else if (item.Has("identities_row"))
            {
                var row = item.GetProperty("identities_row");
                node.Database.MaliciousIdentities.Add(NodeId.FromBytes(row.Hex("pubkey")), row.Hex("proof"), NowOf(node));
                node.Cache.SetMalicious(NodeId.FromBytes(row.Hex("pubkey"))); // as at start-up
            }
            else if (item.Has("malfeasance_row"))
            {
                var row = item.GetProperty("malfeasance_row");
                node.Database.Malfeasance.Add(NodeId.FromBytes(row.Hex("pubkey")), null, (byte)row.I32("domain"), row.Hex("proof"), NowOf(node));
            }
            else
            {
                throw new VectorMismatchException($"unknown prior object {item}");
            }
        }

        node.ForgetCalls();
    }

    public static long NowOf(ActivationNode node) => (long)LayerTimeline.ToNanoseconds(node.Time.Now);

    private static CheckpointedAtx Checkpointed(JsonElement atx) => new(
        AtxId.FromBytes(atx.Hex("id")),
        new EpochId(atx.U32("epoch")),
        AtxId.FromBytes(atx.Hex("commitment_atx")),
        null,
        atx.U64("vrf_nonce"),
        atx.U32("num_units"),
        atx.U64("base_tick_height"),
        atx.U64("tick_count"),
        NodeId.FromBytes(atx.Hex("smesher")),
        atx.U64("sequence"),
        Address.FromBytes(atx.Hex("coinbase")),
        atx.GetProperty("units").EnumerateArray().ToDictionary(units => NodeId.FromBytes(units.Hex("node_id")), units => units.U32("units")));
}
