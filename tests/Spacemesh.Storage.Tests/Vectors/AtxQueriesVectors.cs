using System.Globalization;
using System.Text.Json;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Storage.Tests.Vectors;

/// <summary>Every selection of ATXs and posts with its ties (spec 10 §6.1, §17), on both stores.</summary>
[VectorFile("10-queries-atxs")]
internal sealed class AtxQueriesVectors : VectorSuite
{
    public override void Check(VectorCase vector) => StateDatabases.Each(database =>
    {
        Fill(database, vector.In);
        var expected = vector.Out;
        Equal(expected.GetProperty("all"), database.Atxs.All().Select(Ids.Byte), "all");
        CheckEpochs(database, expected);
        CheckHighest(database, expected.GetProperty("max_height_[preferred node, refuse ids divisible by, result]"));
        int count = 0;
        foreach (var newest in expected.GetProperty("latest_n_1_2_3").EnumerateArray())
        {
            // The reference's function reads the units too and fails without them; ours leaves that to the checkpoint.
            var actual = database.Atxs.NewestPerSmesher(++count);
            if (newest.Has("error"))
                VectorCase.True(actual.Count == 0 || actual.Any(atx => database.Posts.AllUnits(atx.Id) is null), $"newest {count}");
            else
                Equal(newest, actual.Select(atx => Ids.Byte(atx.Id)), $"newest {count}");
        }

        foreach (var entry in expected.GetProperty("merge_conflict_by_epoch").EnumerateObject())
            Pairs(entry.Value, epoch => database.Atxs.MergeConflict(Ids.Of<AtxId>(HexByte(entry.Name)), epoch), $"merge conflict {entry.Name}");
        foreach (var entry in expected.GetProperty("previous_list").EnumerateObject())
            Equal(entry.Value, database.Posts.PreviousList(Ids.Of<AtxId>(HexByte(entry.Name)))?.Select(Ids.Byte) ?? [], $"previous list {entry.Name}");
        foreach (var node in List(expected, "nodes"))
            CheckNode(database, node);
    });

    private static void Fill(IStateDatabase database, JsonElement input)
    {
        foreach (var atx in List(input, "atxs"))
        {
            database.Atxs.Add(
                new AtxRecord
                {
                    Id = Ids.Of<AtxId>(atx.I32("ID")),
                    Smesher = Ids.Of<NodeId>(atx.I32("Node")),
                    PublishEpoch = new EpochId(atx.U32("Epoch")),
                    VrfNonce = atx.U64("Nonce"),
                    EffectiveUnits = atx.U32("Units"),
                    BaseTickHeight = atx.U64("Base"),
                    TickCount = atx.U64("Ticks"),
                    ReceivedNanoseconds = atx.I64("Received"),
                    CommitmentAtx = Ids.OrNull<AtxId>(atx.I32("Commitment")),
                    MarriageAtx = Ids.OrNull<AtxId>(atx.I32("Marriage")),
                    Coinbase = Ids.Of<Address>(atx.I32("Coinbase")),
                    Sequence = atx.U64("Seq"),
                    Weight = unchecked(atx.U64("Units") * atx.U64("Ticks")),
                },
                new AtxBlob(AtxVersion.V1, new byte[] { 1 }));
        }

        foreach (var post in List(input, "posts"))
        {
            database.Posts.Add(new PostRecord(
                Ids.Of<AtxId>(post.I32("Atx")), Ids.Of<NodeId>(post.I32("Node")), Ids.OrNull<AtxId>(post.I32("Prev")), post.I32("Index"), post.U32("Units"), new EpochId(post.U32("Epoch"))));
        }

        if (input.Has("malicious"))
        {
            // The proofs were received at 1000 + key.
            foreach (var node in input.GetProperty("malicious").EnumerateArray())
                database.MaliciousIdentities.Add(Ids.Of<NodeId>(node.GetInt32()), new byte[] { 1 }, 1000 + node.GetInt32());
        }
    }

    private static IEnumerable<JsonElement> List(JsonElement element, string property) => element.Has(property) ? element.GetProperty(property).EnumerateArray() : [];

    private static void CheckEpochs(IStateDatabase database, JsonElement expected)
    {
        uint epoch = 0;
        foreach (var ids in List(expected, "ids_by_epoch"))
        {
            var target = new EpochId(epoch);
            Equal(ids, database.Atxs.InEpoch(target).Select(Ids.Byte), $"ids of epoch {epoch}");
            Equal(
                expected.GetProperty("grading_by_epoch")[(int)epoch],
                database.Atxs.ForGrading(target).Select(row => $"[{Ids.Byte(row.Id)}, {row.ReceivedNanoseconds}, {row.ProofNanoseconds}, {row.Weight}]"),
                $"grading of epoch {epoch}");
            Equal(
                expected.GetProperty("malfeasance_by_epoch")[(int)epoch],
                database.Atxs.WithMalice(target).Select(row => $"[{Ids.Byte(row.Id)}, {(row.Malicious ? "true" : "false")}]"),
                $"malfeasance of epoch {epoch}");
            epoch++;
        }
    }

    private static void CheckHighest(IStateDatabase database, JsonElement expected)
    {
        foreach (var entry in expected.EnumerateArray())
        {
            int refused = entry[1].GetInt32();
            var highest = database.Atxs.Highest(Ids.OrNull<NodeId>(entry[0].GetInt32()), id => refused == 0 || Ids.Byte(id) % refused != 0);
            VectorCase.Equal(entry[2].ToString(), Ids.Byte(highest)?.ToString(CultureInfo.InvariantCulture) ?? "", $"highest {entry}");
        }
    }

    private static void CheckNode(IStateDatabase database, JsonElement expected)
    {
        int number = expected.I32("node");
        var node = Ids.Of<NodeId>(number);
        string who = $"node {number}: ";
        Equal(expected, "coinbase", Ids.Byte(database.Atxs.CoinbaseOf(node)), who);
        Equal(expected, "commitment", Ids.Byte(database.Atxs.CommitmentOf(node)), who);
        Equal(expected, "first", Ids.Byte(database.Atxs.FirstBy(node)), who);
        Equal(expected, "last", Ids.Byte(database.Atxs.LastBy(node)), who);
        Each(expected.GetProperty("by_epoch"), epoch => Ids.Byte(database.Atxs.InEpochBy(epoch, node)), who + "by epoch");
        Each(expected.GetProperty("previous_for_epoch"), epoch => Ids.Byte(database.Posts.PreviousFor(node, epoch)), who + "previous for epoch");
        Each(expected.GetProperty("vrf_nonce_for_epoch"), epoch => database.Atxs.VrfNonceOf(node, epoch), who + "VRF nonce for epoch");
        Pairs(expected.GetProperty("double_publish_in_epoch"), epoch => database.Atxs.DoublePublish(node, epoch), who + "double publish");
        foreach (var entry in expected.GetProperty("atx_with_previous").EnumerateObject())
            VectorCase.Equal(entry.Value.ToString(), Ids.Byte(database.Posts.WithPrevious(node, Ids.OrNull<AtxId>(HexByte(entry.Name))))?.ToString(CultureInfo.InvariantCulture) ?? "", who + "with previous " + entry.Name);
        foreach (var entry in expected.GetProperty("previous_collision").EnumerateObject())
            VectorCase.Equal(Compact(entry.Value), Text(database.Posts.SharingPrevious(node, Ids.OrNull<AtxId>(HexByte(entry.Name)))), who + "collision " + entry.Name);
    }

    private static byte HexByte(string hex) => Convert.ToByte(hex, 16);

    private static string Text(AtxPair? pair) => pair is { } atxs ? $"[{Ids.Byte(atxs.First)},{Ids.Byte(atxs.Second)}]" : "null";

    private static string Compact(JsonElement value) => value.GetRawText().Replace(" ", "", StringComparison.Ordinal);

    private static void Equal(JsonElement expected, string field, int? actual, string who) =>
        VectorCase.Equal(expected.Has(field) ? expected.GetProperty(field).ToString() : "", actual?.ToString(CultureInfo.InvariantCulture) ?? "", who + field);

    private static void Equal<T>(JsonElement expected, IEnumerable<T> actual, string what) =>
        VectorCase.Equal(expected.ValueKind == JsonValueKind.Null ? "[]" : Compact(expected), $"[{string.Join(',', actual)}]".Replace(" ", "", StringComparison.Ordinal), what);

    private static void Each<T>(JsonElement expected, Func<EpochId, T?> actual, string what)
        where T : struct
    {
        uint epoch = 0;
        foreach (var value in expected.EnumerateArray())
        {
            VectorCase.Equal(value.ToString(), string.Create(CultureInfo.InvariantCulture, $"{actual(new EpochId(epoch))}"), $"{what} {epoch}");
            epoch++;
        }
    }

    private static void Pairs(JsonElement expected, Func<EpochId, AtxPair?> actual, string what)
    {
        uint epoch = 0;
        foreach (var value in expected.EnumerateArray())
        {
            VectorCase.Equal(Compact(value), Text(actual(new EpochId(epoch))), $"{what} {epoch}");
            epoch++;
        }
    }
}
