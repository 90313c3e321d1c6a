using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Storage.Tests.Vectors;

/// <summary>The rows that a checkpoint takes out of a state and puts into a new one (spec 10 §6.1, §11).</summary>
[VectorFile("10-checkpoint")]
internal sealed class CheckpointVectors : VectorSuite
{
    /// <summary>Snapshot layer of the crafted databases.</summary>
    private const uint CraftedSnapshot = 12;

    public override void Check(VectorCase vector)
    {
        using var folder = new TestFolder();
        using var state = Source(vector, folder);
        var snapshot = new LayerId(vector.In.Has("snapshot") ? vector.In.U32("snapshot") : CraftedSnapshot);
        int count = vector.In.Has("num_atxs") ? vector.In.I32("num_atxs") : 2;
        if (vector.Out.Has("generate"))
        {
            var failure = Assert.Throws<StorageException>(() => StateCheckpoint.Read(state, snapshot, count));
            VectorCase.Equal(vector.Out.GetProperty("generate").Text("error"), failure.Message, "error");
            return;
        }

        var content = StateCheckpoint.Read(state, snapshot, count);
        CheckDocument(vector.Out.GetProperty("file").GetProperty("data"), content);
        if (!vector.Out.TryGetProperty("rows", out var rows))
            return;
        uint restore = vector.Out.U32("effective_genesis") + 1;
        using var target = SqliteStateDatabase.Open(new DatabaseOptions { Path = folder.File("recovered.sql") }, Ids.Mainnet, NullLogger.Instance);
        using (var transaction = target.Begin())
        {
            StateCheckpoint.Write(transaction, content, new LayerId(restore));
            transaction.Commit();
        }

        foreach (string table in target.Engine.Read(Dump.Tables))
        {
            string order = table switch { "posts" => " ORDER BY atxid, pubkey", "marriages" => " ORDER BY pubkey", _ => "" };
            var actual = target.Engine.Read(connection => Dump.Rows(connection, $"SELECT * FROM {table}{order}"));
            var expected = rows.TryGetProperty(table, out var listed) ? Dump.Rows(listed.GetProperty("rows")) : [];
            VectorCase.Equal(string.Join('\n', expected), string.Join('\n', actual), table);
        }
    }

    private static SqliteStateDatabase Source(VectorCase vector, TestFolder folder)
    {
        if (vector.In.Has("source"))
        {
            string entry = vector.In.Text("source").Split(' ')[0];
            folder.Unpack(vector.File, $"10-network-{entry[..2]}.zip", entry, "state.sql");
            return StateDatabases.OpenState(folder);
        }

        var state = StateDatabases.OpenState(folder);
        bool withoutAccounts = vector.Name.StartsWith("no account", StringComparison.Ordinal);
        if (!withoutAccounts)
        {
            state.Accounts.Update(new Account(new LayerId(1), Ids.Of<Address>(0), 0, 0, null, default) with { Address = Address(1), Balance = ulong.MaxValue });
            state.Accounts.Update(new Account(new LayerId(2), Address(2), ulong.MaxValue, 6, Address(9), new byte[] { 3 }));
        }

        // A case without list is about the accounts alone.
        var atxs = vector.In.TryGetProperty("atxs_[id,node,epoch,received,commitment,marriage]", out var listed) ? listed.EnumerateArray().ToList() : [];
        foreach (var atx in atxs)
            AddAtx(state, atx, withUnits: !(vector.Name.StartsWith("ATX without posts", StringComparison.Ordinal) && atx.I32("ID") == 9));
        if (withoutAccounts)
            AddAtx(state, JsonDocument.Parse("""{"ID": 1, "Node": 49, "Epoch": 2, "Received": 5, "Commit": 34, "Marry": 0}""").RootElement, withUnits: true);
        if (vector.In.Has("malicious"))
        {
            foreach (var node in vector.In.GetProperty("malicious").EnumerateArray())
                state.MaliciousIdentities.Add(Ids.Of<NodeId>(node.GetInt32()), new byte[] { 1 }, 1);
        }

        if (vector.In.Has("marriages"))
        {
            for (byte index = 0; index < 3; index++)
            {
                byte[] signature = new byte[EdSignature.Size];
                signature[0] = index;
                state.Marriages.Add(new MarriageRecord(
                    new MarriageSetId(1), Ids.Of<NodeId>((byte)(0x31 + index)), Ids.Of<AtxId>(1), index, Ids.Of<NodeId>((byte)0x31), EdSignature.FromBytes(signature)));
            }

            state.Posts.Add(new PostRecord(Ids.Of<AtxId>(2), Ids.Of<NodeId>((byte)0x32), null, 0, 1, new EpochId(4)));
        }

        return state;
    }

    private static Address Address(byte value)
    {
        byte[] bytes = new byte[Primitives.Address.Size];
        Array.Fill(bytes, value, 4, bytes.Length - 4);
        return Primitives.Address.FromBytes(bytes);
    }

    private static void AddAtx(IStateStores state, JsonElement atx, bool withUnits)
    {
        var id = Ids.Of<AtxId>(atx.I32("ID"));
        var epoch = new EpochId(atx.U32("Epoch"));
        state.Atxs.Add(
            new AtxRecord
            {
                Id = id,
                Smesher = Ids.Of<NodeId>(atx.I32("Node")),
                PublishEpoch = epoch,
                ReceivedNanoseconds = atx.I64("Received"),
                CommitmentAtx = Ids.OrNull<AtxId>(atx.I32("Commit")),
                MarriageAtx = Ids.OrNull<AtxId>(atx.I32("Marry")),
                Coinbase = Address(7),
                EffectiveUnits = 3,
                BaseTickHeight = 10,
                TickCount = 5,
                Sequence = 1,
                VrfNonce = (ulong)atx.I32("ID"),
                Weight = 15,
            },
            new AtxBlob(AtxVersion.V1, new byte[] { 1 }));
        if (withUnits)
            state.Posts.Add(new PostRecord(id, Ids.Of<NodeId>(atx.I32("Node")), null, 0, 2, epoch));
    }

    private static void CheckDocument(JsonElement data, CheckpointContent content)
    {
        var accounts = data.GetProperty("accounts").EnumerateArray().Select(account => $"{Hex(account, "address")} {account.U64("balance")} {account.U64("nonce")} {Hex(account, "template")} {Hex(account, "state")}");
        VectorCase.Equal(
            string.Join('\n', accounts),
            string.Join('\n', content.Accounts.Select(account => $"{account.Address} {account.Balance} {account.NextNonce} {account.TemplateAddress?.ToHex() ?? ""} {account.State}")),
            "accounts");

        // The reference lists a marriage ATX twice where it is also among the newest (spec 10 §11); one entry is enough.
        var atxs = data.GetProperty("atxs").EnumerateArray().Select(Text).Distinct();
        VectorCase.Equal(string.Join('\n', atxs), string.Join('\n', content.Atxs.Select(Text)), "ATXs");
        var marriages = data.GetProperty("marriages").EnumerateObject().SelectMany(set => set.Value.EnumerateArray().Select(marriage =>
            $"{set.Name} {Hex(marriage, "signer")} {Hex(marriage, "atx")} {marriage.I32("index")} {Hex(marriage, "marriedTo")} {Hex(marriage, "signature")}"));
        VectorCase.Equal(
            string.Join('\n', marriages.Order(StringComparer.Ordinal)),
            string.Join('\n', content.Marriages.Select(marriage => $"{marriage.Set} {marriage.Identity} {marriage.MarriageAtx.ToHex()} {marriage.Index} {marriage.Target} {marriage.Signature.ToHex()}").Order(StringComparer.Ordinal)),
            "marriages");
    }

    private static string Text(JsonElement atx)
    {
        var units = atx.GetProperty("units").EnumerateObject().Select(entry => (Node: Convert.ToHexStringLower(Convert.FromBase64String(entry.Name)), Units: entry.Value.GetUInt32()));
        return $"{Hex(atx, "id")} {atx.U32("epoch")} {Hex(atx, "commitmentAtx")} {Hex(atx, "marriageAtx")} {atx.U64("vrfNonce")} {atx.U32("numUnits")} {atx.U64("baseTickHeight")} "
            + $"{atx.U64("tickCount")} {Hex(atx, "publicKey")} {atx.U64("sequence")} {Hex(atx, "coinbase")} {string.Join(' ', units.OrderBy(entry => entry.Node, StringComparer.Ordinal).Select(entry => $"{entry.Node}:{entry.Units}"))}";
    }

    private static string Text(CheckpointedAtx atx) =>
        $"{atx.Id.ToHex()} {atx.PublishEpoch} {atx.CommitmentAtx.ToHex()} {atx.MarriageAtx?.ToHex() ?? ""} {atx.VrfNonce} {atx.EffectiveUnits} {atx.BaseTickHeight} "
        + $"{atx.TickCount} {atx.Smesher} {atx.Sequence} {atx.Coinbase} {string.Join(' ', atx.Units.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}:{entry.Value}"))}";

    private static string Hex(JsonElement element, string property) => element.Has(property) ? Convert.ToHexStringLower(Convert.FromBase64String(element.Text(property))) : "";
}
