using System.Globalization;
using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Storage.Tests.Vectors;

/// <summary>Selections of the other tables with their ties (spec 10 §6.2–§6.7, §17), on both stores. Four layers an epoch.</summary>
[VectorFile("10-queries")]
internal sealed class QueriesVectors : VectorSuite
{
    private static readonly NetworkParameters Network = Ids.Network(4);

    public override void Check(VectorCase vector) => StateDatabases.Each(database =>
    {
        switch (vector.In)
        {
            case var input when input.Has("ballots_[id,key,layer,atx]"):
                CheckBallots(vector, database);
                break;
            case var input when input.Has("operations"):
                CheckCertificates(vector, database);
                break;
            case var input when input.Has("transactions"):
                CheckTransactions(vector, database);
                break;
            case var input when input.Has("updates"):
                CheckAccounts(vector, database);
                break;
            default:
                CheckNamed(vector, database);
                break;
        }
    });

    private static EpochLayers Epoch(uint epoch) => EpochLayers.Of(Network, new EpochId(epoch));

    private static string Compact(JsonElement value) => value.GetRawText().Replace(" ", "", StringComparison.Ordinal);

    private static void Equal<T>(JsonElement expected, IEnumerable<T> actual, string what) => VectorCase.Equal(Compact(expected), $"[{string.Join(',', actual)}]", what);

    private static string Json(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "null";

    private static string Json(bool flag) => flag ? "true" : "false";

    private static void CheckBallots(VectorCase vector, IStateDatabase database)
    {
        foreach (var row in vector.In.GetProperty("ballots_[id,key,layer,atx]").EnumerateArray())
        {
            var inner = new InnerBallot(new LayerId(row[2].GetUInt32()), Ids.Of<AtxId>(row[3].GetInt32()), default, default, null);
            var ballot = new Ballot(inner, default, Ids.Of<NodeId>(row[1].GetInt32()), new Votes(default, default, default, default), default, default);
            database.Ballots.Add(Ids.Of<BallotId>(row[0].GetInt32()), ballot);
        }

        if (vector.In.Has("malicious"))
        {
            foreach (var node in vector.In.GetProperty("malicious").EnumerateArray())
                database.MaliciousIdentities.Add(Ids.Of<NodeId>(node.GetInt32()), new byte[] { 1 }, 1);
        }

        var ballots = database.Ballots;
        VectorCase.Equal(vector.Out.U32("latest"), ballots.LatestLayer().Value, "latest");
        foreach (var entry in vector.Out.GetProperty("ids").EnumerateArray())
            Equal(entry.GetProperty("ids"), ballots.IdsInLayer(new LayerId(entry.U32("layer"))).Select(Ids.Byte), "ids of layer");
        foreach (var entry in vector.Out.GetProperty("layer [id, malicious]").EnumerateArray())
            Equal(entry.GetProperty("ballots"), ballots.InLayer(new LayerId(entry.U32("layer"))).Select(row => $"[{Ids.Byte(row.Id)},{Json(row.Malicious)}]"), "ballots of layer");
        foreach (var entry in vector.Out.GetProperty("by_[layer,key]").EnumerateArray())
            VectorCase.Equal<int?>(entry[2].GetInt32(), Ids.Byte(ballots.InLayerBy(new LayerId(entry[0].GetUInt32()), Ids.Of<NodeId>(entry[1].GetInt32()))?.Id), $"by smesher {entry}");
        foreach (var entry in vector.Out.GetProperty("first_in_[epoch,atx]").EnumerateArray())
            VectorCase.Equal<int?>(entry[2].GetInt32(), Ids.Byte(ballots.FirstInEpoch(Ids.Of<AtxId>(entry[1].GetInt32()), Epoch(entry[0].GetUInt32()))?.Id), $"first {entry}");
        foreach (var entry in vector.Out.GetProperty("last_in_[epoch,atx]").EnumerateArray())
            VectorCase.Equal<int?>(entry[2].GetInt32(), Ids.Byte(ballots.LastInEpoch(Ids.Of<AtxId>(entry[1].GetInt32()), Epoch(entry[0].GetUInt32()))?.Id), $"last {entry}");
        foreach (var entry in vector.Out.GetProperty("all_first").EnumerateArray())
            Equal(entry.GetProperty("first_per_smesher"), ballots.FirstOfEverySmesher(Epoch(entry.U32("epoch"))).Select(row => Ids.Byte(row.Id)), "first of every smesher");
    }

    private static void CheckCertificates(VectorCase vector, IStateDatabase database)
    {
        var certificates = database.Certificates;
        foreach (var operation in vector.In.GetProperty("operations").EnumerateArray())
        {
            var layer = new LayerId(operation.U32("Layer"));
            var block = Ids.Of<BlockId>(operation.I32("Block"));
            switch (operation.Text("Op"))
            {
                case "cert":
                    var message = default(CertifyMessage);
                    certificates.Add(layer, new Certificate(block, Enumerable.Repeat(message, operation.I32("Sigs")).ToScaleList()));
                    break;
                case "hare":
                    certificates.SetHareOutput(layer, block);
                    break;
                case "hare invalid":
                    certificates.SetHareOutputInvalid(layer, block);
                    break;
                case "set valid":
                    certificates.SetValid(layer, block, true);
                    break;
                case "set invalid":
                    certificates.SetValid(layer, block, false);
                    break;
                case "delete before":
                    certificates.PruneBefore(layer, int.MaxValue);
                    break;
                default:
                    throw new VectorMismatchException($"unknown operation {operation}");
            }
        }

        uint epoch = 0;
        foreach (var expected in vector.Out.GetProperty("first_certified_in_epoch").EnumerateArray())
            VectorCase.Equal(expected.GetRawText(), Json(Ids.Byte(certificates.FirstCertifiedInEpoch(Epoch(epoch++)))), "first certified");
        foreach (var expected in vector.Out.GetProperty("layers").EnumerateArray())
        {
            var layer = new LayerId(expected.U32("layer"));
            VectorCase.Equal(expected.GetProperty("certified").GetRawText(), Json(Ids.Byte(certificates.Certified(layer))), $"certified in {layer}");
            VectorCase.Equal(expected.GetProperty("hare_output").GetRawText(), Json(Ids.Byte(certificates.HareOutput(layer))), $"hare output in {layer}");
            Equal(
                expected.GetProperty("rows_[block,signatures,valid]"),
                certificates.InLayer(layer).Select(row => $"[{Ids.Byte(row.Block)},{Json(row.Certificate?.Signatures.Count)},{Json(row.Valid)}]"),
                $"rows of {layer}");
        }
    }

    private static void CheckTransactions(VectorCase vector, IStateDatabase database)
    {
        var transactions = database.Transactions;
        foreach (var row in vector.In.GetProperty("transactions").EnumerateArray())
        {
            var id = Ids.Of<TransactionId>(row.I32("ID"));
            var header = row.Flag("NoHeader") ? null : new TxHeader(Ids.Of<Address>(row.I32("Principal")), default, 0, row.U64("Nonce"), default, 0, 0, 0);
            transactions.Add(new Transaction(new RawTx(id, new byte[] { 1 }), header), row.I64("Time"));
            if (row.U32("Layer") == 0)
                continue;
            var addresses = row.Has("Addrs") ? row.GetProperty("Addrs").EnumerateArray().Select(address => Ids.Of<Address>(address.GetInt32())).ToScaleList() : default;
            transactions.AddResult(id, new TransactionResult(TransactionStatus.Success, default, 1, 1, Ids.Of<BlockId>(row.I32("Block")), new LayerId(row.U32("Layer")), addresses));
        }

        if (vector.In.U32("undo_from_layer") is > 0 and var undo)
            transactions.UndoFrom(new LayerId(undo));
        Equal(
            vector.Out.GetProperty("addresses_with_pending_[address,nonce]"), transactions.AddressesWithPending().Select(entry => $"[{Ids.Byte(entry.Principal)},{entry.Nonce}]"), "addresses with pending");
        foreach (var entry in vector.Out.GetProperty("pending").EnumerateArray())
            Equal(entry.GetProperty("ids"), transactions.Pending(Ids.Of<Address>(entry.I32("address")), entry.U64("from_nonce")).Select(row => Ids.Byte(row.Id)), $"pending {entry.I32("address")} {entry.U64("from_nonce")}");
        foreach (var entry in vector.Out.GetProperty("by_address").EnumerateArray())
        {
            Equal(
                entry.GetProperty("[id,state]"),
                transactions.OfPrincipal(Ids.Of<Address>(entry.I32("address")), new LayerId(entry.U32("from")), new LayerId(entry.U32("to"))).Select(row => $"[{Ids.Byte(row.Id)},{(int)row.State}]"),
                "of principal");
        }

        var results = vector.Out.GetProperty("results");
        Equal(results.GetProperty("all"), Results(transactions, new TransactionResultFilter()), "all results");
        Equal(results.GetProperty("address 1"), Results(transactions, new TransactionResultFilter(Address: Ids.Of<Address>(1))), "results of address 1");
        Equal(results.GetProperty("layers 11..12"), Results(transactions, new TransactionResultFilter(Start: new LayerId(11), End: new LayerId(12))), "results of layers");
    }

    private static IEnumerable<int> Results(ITransactionStore transactions, TransactionResultFilter filter) => transactions.Results(filter).Select(row => Ids.Byte(row.Transaction.Id));

    private static void CheckAccounts(VectorCase vector, IStateDatabase database)
    {
        foreach (var update in vector.In.GetProperty("updates").EnumerateArray())
            database.Accounts.Update(new Account(new LayerId(update[1].GetUInt32()), Ids.Of<Address>(update[0].GetInt32()), 0, update[2].GetUInt64(), null, default));
        foreach (var entry in vector.Out.GetProperty("get_[address,at layer,found layer,balance,address set]").EnumerateArray())
        {
            var account = database.Accounts.At(Ids.Of<Address>(entry[0].GetInt32()), new LayerId(entry[1].GetUInt32()));
            VectorCase.Equal(Compact(entry), $"[{entry[0]},{entry[1]},{account.Layer},{account.Balance},{Json(account.Address == Ids.Of<Address>(entry[0].GetInt32()))}]", "account");
        }

        Equal(vector.Out.GetProperty("all"), database.Accounts.All().Select(Text), "all");
        foreach (var snapshot in vector.Out.EnumerateObject().Where(entry => entry.Name.StartsWith("snapshot", StringComparison.Ordinal)))
        {
            var accounts = database.Accounts.Snapshot(new LayerId(uint.Parse(snapshot.Name["snapshot ".Length..], CultureInfo.InvariantCulture)));
            if (snapshot.Value.Has("error"))
                VectorCase.Equal(0, accounts.Count, snapshot.Name);
            else
                Equal(snapshot.Value, accounts.Select(Text), snapshot.Name);
        }

        database.Accounts.Revert(new LayerId(2));
        Equal(vector.Out.GetProperty("all after revert 2"), database.Accounts.All().Select(Text), "after revert");

        static string Text(Account account) => $"[{Ids.Byte(account.Address)},{account.Layer},{account.Balance}]";
    }

    /// <summary>Cases whose input stands in their name.</summary>
    private static void CheckNamed(VectorCase vector, IStateDatabase database)
    {
        if (vector.Name.StartsWith("inclusion", StringComparison.Ordinal))
            CheckInclusion(vector, database);
        else if (vector.Name.StartsWith("poets", StringComparison.Ordinal))
            CheckPoets(vector, database);
        else if (vector.Name.StartsWith("rewards", StringComparison.Ordinal))
            CheckRewards(vector, database);
        else if (vector.Name.StartsWith("aggregated", StringComparison.Ordinal))
            CheckAggregated(vector, database);
        else if (vector.Name.StartsWith("layers", StringComparison.Ordinal))
            CheckLayers(vector, database);
        else
            throw new VectorMismatchException("unknown case");
    }

    private static void CheckInclusion(VectorCase vector, IStateDatabase database)
    {
        var id = Ids.Of<TransactionId>(1);
        foreach (string pair in vector.Name[(vector.Name.IndexOf(':', StringComparison.Ordinal) + 2)..].Split(' '))
        {
            string[] parts = pair.Split('/');
            var layer = new LayerId(uint.Parse(parts[0], CultureInfo.InvariantCulture));
            int holder = int.Parse(parts[1], CultureInfo.InvariantCulture);
            database.Transactions.LinkToBlock(id, Ids.Of<BlockId>(holder), layer);
            database.Transactions.LinkToProposal(id, Ids.Of<ProposalId>(holder), layer);
        }

        foreach (var expected in vector.Out.EnumerateArray())
        {
            var after = new LayerId(expected.U32("after"));
            var block = database.Transactions.NextBlock(id, after);
            var proposal = database.Transactions.NextProposal(id, after);
            if (!expected.Has("layer"))
            {
                VectorCase.True(block is null && proposal is null, $"after {after}: found");
                continue;
            }

            VectorCase.Equal((expected.U32("layer"), expected.I32("block")), (block!.Value.Layer.Value, Ids.Byte(block.Value.Block)), $"block after {after}");
            VectorCase.Equal<LayerId?>(new LayerId(expected.U32("proposal_layer")), proposal, $"proposal after {after}");
        }
    }

    private static void CheckPoets(VectorCase vector, IStateDatabase database)
    {
        foreach (int reference in new[] { 1, 9, 5 })
            database.Poets.Add(Ids.Of<PoetProofRef>(reference), new byte[] { 1 }, new ScaleBytes(new byte[] { 7 }), "5");
        VectorCase.Equal<int?>(vector.Out.I32("ref"), Ids.Byte(database.Poets.ReferenceOf(new byte[] { 7 }, "5")), "reference");
    }

    private static void CheckRewards(VectorCase vector, IStateDatabase database)
    {
        var expected = vector.Out.GetProperty("coinbase 3").EnumerateArray().ToList();
        foreach (var row in expected)
            database.Rewards.Add(new Reward(new LayerId(row[0].GetUInt32()), row[3].GetUInt64(), 1, Ids.Of<Address>(3), Ids.Of<NodeId>(row[1].GetInt32())));
        database.Rewards.Add(new Reward(new LayerId(5), 99, 1, Ids.Of<Address>(3), Ids.Of<NodeId>(1)));
        database.Rewards.Revert(new LayerId(4));
        VectorCase.Equal(
            string.Join(' ', expected.Select(Compact)),
            string.Join(' ', database.Rewards.OfCoinbase(Ids.Of<Address>(3)).Select(row => $"[{row.Layer},{Ids.Byte(row.SmesherId)},{Ids.Byte(row.Coinbase)},{row.TotalReward}]")),
            "rewards");
    }

    private static void CheckAggregated(VectorCase vector, IStateDatabase database)
    {
        database.Layers.SetProcessed(new LayerId(5));
        VectorCase.Equal(vector.Out.Text("null"), database.Layers.AggregatedHash(new LayerId(5))!.Value.ToHex(), "without hash");
        VectorCase.True(database.Layers.AggregatedHash(new LayerId(20)) is null, "without row");
    }

    private static void CheckLayers(VectorCase vector, IStateDatabase database)
    {
        var layers = database.Layers;
        VectorCase.Equal(vector.Out.U32("last applied on empty"), layers.LastApplied().Value, "last applied on empty");
        VectorCase.Equal(vector.Out.U32("processed on empty"), layers.LastProcessed().Value, "processed on empty");
        VectorCase.True(layers.LatestStateHash() is null, "latest on empty");
        foreach (int layer in new[] { 9, 10, 8, 7 })
            layers.SetStateHash(new LayerId((uint)layer), Ids.Of<Hash32>(layer));
        layers.SetApplied(new LayerId(8), Ids.Of<BlockId>(1));
        layers.SetApplied(new LayerId(9), default);
        VectorCase.Equal<int?>(vector.Out.I32("latest"), Ids.Byte(layers.LatestStateHash()), "latest");
        VectorCase.True(layers.Applied(new LayerId(7)) is null, "applied(7)");
        VectorCase.Equal<bool?>(false, layers.WeakCoin(new LayerId(7)), "coin(7)");
        VectorCase.Equal(vector.Out.U32("last applied"), layers.LastApplied().Value, "last applied");
        VectorCase.Equal<int?>(vector.Out.I32("first applied in epoch 2 (layers 8..11)"), Ids.Byte(layers.FirstAppliedInEpoch(Epoch(2))), "first applied");
        layers.UnsetAppliedFrom(new LayerId(10));
        VectorCase.Equal<int?>(vector.Out.I32("latest after unset from 10"), Ids.Byte(layers.LatestStateHash()), "latest after unset");
        VectorCase.True(layers.StateHash(new LayerId(10)) is null, "state(10)");
    }
}
