using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Storage.Memory;
using Spacemesh.Storage.Sqlite.Engine;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Ballots;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Storage.Tests.Vectors;

/// <summary>Every column after each writing function (spec 10 §2.7, §4.1, §5.1). What is written stands in the case's name and in its rows.</summary>
[VectorFile("10-columns")]
internal sealed class ColumnsVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        using var folder = new TestFolder();
        if (LocalColumns.Writes(vector.Name))
        {
            using (var memory = new MemoryLocalDatabase())
                LocalColumns.Write(vector, memory);
            using var local = StateDatabases.OpenLocal(folder);
            LocalColumns.Write(vector, local);
            Compare(vector, local.Engine);
            return;
        }

        // The twin has no columns, but gives the same outcomes.
        using (var memory = new MemoryStateDatabase())
            Write(vector, memory);
        using var state = StateDatabases.OpenState(folder);
        Write(vector, state);
        Compare(vector, state.Engine);
    }

    internal static Address Address(byte value)
    {
        byte[] bytes = new byte[Primitives.Address.Size];
        Array.Fill(bytes, value, 4, bytes.Length - 4);
        return Primitives.Address.FromBytes(bytes);
    }

    private static void Compare(VectorCase vector, SqliteDatabase database)
    {
        var expected = vector.Out.GetProperty("tables");
        foreach (string table in database.Read(Dump.Tables))
        {
            var rows = database.Read(connection => Dump.Table(connection, table));
            VectorCase.Equal(expected.TryGetProperty(table, out var listed) ? string.Join('\n', Dump.Rows(listed.GetProperty("rows"))) : "", string.Join('\n', rows), table);
        }
    }

    private static void Write(VectorCase vector, IStateDatabase state)
    {
        switch (vector.Name.Split('.', ':')[0])
        {
            case "atxs" when vector.Name.Contains("AddCheckpointed", StringComparison.Ordinal):
                WriteCheckpointed(state);
                break;
            case "atxs" or "V2 ATX with three identities":
                WriteAtx(vector, state);
                break;
            case "ballots":
                var ballot = Scale.Decode<Ballot>(vector.In.Hex("encoded"));
                VectorCase.Equal(Ids.FromHex<Hash32>(vector.In.Text("ballot_id")), ballot.ComputeId().ToHash32(), "ballot id");
                VectorCase.Equal(InsertOutcome.Added, state.Ballots.Add(ballot.ComputeId(), ballot), "ballot");
                VectorCase.Equal(InsertOutcome.ObjectExists, state.Ballots.Add(ballot.ComputeId(), ballot), "again");
                break;
            case "blocks":
                WriteBlocks(vector, state);
                break;
            case "certificates":
                WriteCertificates(vector, state);
                break;
            case "layers":
                WriteLayers(vector, state.Layers);
                break;
            case "transactions":
                WriteTransactions(vector, state.Transactions);
                break;
            default:
                WriteSmallTables(vector, state);
                break;
        }
    }

    private static void WriteAtx(VectorCase vector, IStateDatabase state)
    {
        byte[] wire = vector.In.Hex("wire");
        bool second = vector.In.Has("effective_units");
        var version = second ? AtxVersion.V2 : AtxVersion.V1;
        VectorCase.True(VersionedAtx.TryDecode(new ScaleBytes(wire), version, out var atx, out _), "decodes");
        var v1 = atx!.V1;
        uint units = second ? vector.In.U32("effective_units") : v1!.Inner.NumUnits;
        var record = new AtxRecord
        {
            Id = atx.ComputeId(),
            PublishEpoch = atx.PublishEpoch,
            EffectiveUnits = units,
            CommitmentAtx = v1 is null ? atx.V2!.Initial?.CommitmentAtx : v1.Inner.Challenge.CommitmentAtxId,
            VrfNonce = v1 is null ? atx.V2!.VrfNonce : v1.Inner.VrfNonce ?? vector.In.U64("nonce"),
            BaseTickHeight = vector.In.U64("base"),
            TickCount = vector.In.U64("ticks"),
            Sequence = v1?.Inner.Challenge.Sequence ?? 0,
            Smesher = atx.SmesherId,
            Coinbase = v1?.Inner.Coinbase ?? atx.V2!.Coinbase,
            ReceivedNanoseconds = vector.In.Has("received_ns") ? vector.In.I64("received_ns") : 1_700_000_000_123_456_789,
            MarriageAtx = atx.V2?.MarriageAtx,
            Weight = unchecked(units * vector.In.U64("ticks")),
        };
        VectorCase.Equal(InsertOutcome.Added, state.Atxs.Add(record, new AtxBlob(version, wire)), "ATX");
        VectorCase.Equal(InsertOutcome.ObjectExists, state.Atxs.Add(record, new AtxBlob(version, wire)), "again");
        if (v1 is not null)
        {
            var previous = v1.Inner.Challenge.PrevAtxId;
            state.Posts.Add(new PostRecord(record.Id, record.Smesher, previous.IsZero() ? null : previous, 0, v1.Inner.NumUnits, record.PublishEpoch));
        }
        else
        {
            foreach (var row in vector.Out.GetProperty("tables").GetProperty("posts").GetProperty("rows").EnumerateArray())
            {
                var previous = row[2].ValueKind == System.Text.Json.JsonValueKind.Null ? (AtxId?)null : Ids.FromHex<AtxId>(row[2].GetString()!);
                state.Posts.Add(new PostRecord(record.Id, Ids.FromHex<NodeId>(row[1].GetString()!), previous, row[3].GetInt32(), row[4].GetUInt32(), record.PublishEpoch));
            }

            var set = state.Marriages.NewSet();
            foreach (var row in vector.Out.GetProperty("tables").GetProperty("marriages").GetProperty("rows").EnumerateArray())
            {
                state.Marriages.Add(new MarriageRecord(
                    set, Ids.FromHex<NodeId>(row[0].GetString()!), record.Id, row[3].GetInt32(), record.Smesher, Ids.FromHex<EdSignature>(row[5].GetString()!)));
            }
        }

        if (vector.Name.Contains("SetValidity", StringComparison.Ordinal))
        {
            state.Atxs.SetValidity(record.Id, AtxValidity.Valid);
            state.Atxs.SetValidity(record.Id, AtxValidity.Invalid);
        }

        VectorCase.Equal(record.VrfNonce, state.Atxs.Find(record.Id)!.VrfNonce, "nonce read back");
    }

    private static void WriteCheckpointed(IStateDatabase state)
    {
        state.Atxs.AddCheckpointed(new CheckpointedAtx(
            Ids.Of<AtxId>(1), new EpochId(3), default, null, 5, 9, 6, 7, Ids.Of<NodeId>((byte)0x11), ulong.MaxValue, Address(0x31), new Dictionary<NodeId, uint> { [Ids.Of<NodeId>((byte)0x11)] = 9 }));
        state.Atxs.AddCheckpointed(new CheckpointedAtx(
            Ids.Of<AtxId>(2), new EpochId(3), Ids.Of<AtxId>((byte)0x22), Ids.Of<AtxId>((byte)0x42), ulong.MaxValue, 9, 6, 7, Ids.Of<NodeId>((byte)0x12), 0, Address(0x31), new Dictionary<NodeId, uint>()));
        var read = state.Atxs.Find(Ids.Of<AtxId>(1))!;
        VectorCase.True(read is { IsCheckpointed: true, Weight: 0, Validity: AtxValidity.Unknown }, "reads as checkpointed");
    }

    private static void WriteBlocks(VectorCase vector, IStateDatabase state)
    {
        foreach (var row in vector.Out.GetProperty("tables").GetProperty("blocks").GetProperty("rows").EnumerateArray())
            state.Blocks.Add(Ids.FromHex<Hash32>(row[0].GetString()!).ToBlockId(), Scale.Decode<Block>(Convert.FromHexString(row[3].GetString()!)));
        state.Blocks.SetValidity(Ids.Of<BlockId>(2), true);
        state.Blocks.SetValidity(Ids.Of<BlockId>(3), false);
        VectorCase.Equal(UpdateOutcome.NotFound, state.Blocks.SetValidity(Ids.Of<BlockId>(9), true), "unknown block");
        VectorCase.Equal(BlockValidity.Undecided, state.Blocks.ValidityOf(Ids.Of<BlockId>(1)), "undecided");
        VectorCase.Equal(BlockValidity.Valid, state.Blocks.ValidityOf(Ids.Of<BlockId>(2)), "valid");
        VectorCase.Equal(BlockValidity.Invalid, state.Blocks.ValidityOf(Ids.Of<BlockId>(3)), "invalid");
        VectorCase.Equal(BlockValidity.NotFound, state.Blocks.ValidityOf(Ids.Of<BlockId>(4)), "not found");
    }

    private static void WriteCertificates(VectorCase vector, IStateDatabase state)
    {
        var layer = new LayerId(9);
        if (vector.In.Has("cert"))
        {
            state.Certificates.Add(layer, Scale.Decode<Certificate>(vector.In.Hex("cert")));
            return;
        }

        byte[] stored = Convert.FromHexString(vector.Out.GetProperty("tables").GetProperty("certificates").GetProperty("rows")[0][2].GetString()!);
        var certificate = Scale.Decode<Certificate>(stored);
        state.Certificates.SetHareOutput(layer, certificate.BlockId);
        state.Certificates.SetValid(layer, certificate.BlockId, false);
        state.Certificates.Add(layer, certificate);
        state.Certificates.SetHareOutputInvalid(layer, Ids.Of<BlockId>(2));
        state.Certificates.SetHareOutput(new LayerId(10), default);
    }

    private static void WriteLayers(VectorCase vector, ILayerStore layers)
    {
        var five = new LayerId(5);
        switch (vector.Name["layers".Length..].TrimStart('.', ':', ' '))
        {
            case "SetWeakCoin true":
                layers.SetWeakCoin(five, true);
                break;
            case "SetWeakCoin false":
                layers.SetWeakCoin(five, false);
                break;
            case "SetApplied":
                layers.SetApplied(five, Ids.Of<BlockId>(1));
                break;
            case "SetApplied empty block":
                layers.SetApplied(five, default);
                break;
            case "UpdateStateHash":
                layers.SetStateHash(five, Ids.Of<Hash32>(2));
                break;
            case "SetProcessed":
                layers.SetProcessed(five);
                break;
            case "SetMeshHash":
                layers.SetAggregatedHash(five, Ids.Of<Hash32>(3));
                break;
            default:
                for (uint number = 4; number <= 6; number++)
                {
                    var layer = new LayerId(number);
                    layers.SetWeakCoin(layer, true);
                    layers.SetProcessed(layer);
                    layers.SetApplied(layer, Ids.Of<BlockId>(1));
                    layers.SetStateHash(layer, Ids.Of<Hash32>(2));
                    layers.SetAggregatedHash(layer, Ids.Of<Hash32>(3));
                }

                layers.UnsetAppliedFrom(five);
                break;
        }
    }

    private static void WriteTransactions(VectorCase vector, ITransactionStore transactions)
    {
        const long Received = 1_700_000_000_123_456_789;
        if (vector.Name.Contains("AddToProposal", StringComparison.Ordinal))
        {
            for (int i = 0; i < 2; i++)
            {
                transactions.LinkToProposal(Ids.Of<TransactionId>((byte)0x61), Ids.Of<ProposalId>((byte)0x71), new LayerId(9));
                transactions.LinkToBlock(Ids.Of<TransactionId>((byte)0x61), Ids.Of<BlockId>((byte)0x72), new LayerId(9));
            }

            return;
        }

        var raw = RawTx.FromBytes(vector.In.Hex("raw"));
        var row = vector.Out.GetProperty("tables").GetProperty("transactions").GetProperty("rows")[0];
        string name = vector.Name;
        var header = row[2].ValueKind == System.Text.Json.JsonValueKind.Null ? null : Scale.Decode<TxHeader>(Convert.FromHexString(row[2].GetString()!));
        if (name.Contains("headerless", StringComparison.Ordinal))
            transactions.Add(new Transaction(raw, null), Received);
        if (header is not null)
        {
            transactions.Add(new Transaction(raw, header), name.Contains("headerless", StringComparison.Ordinal) ? Received + 1 : Received);
            if (name.Contains("another header", StringComparison.Ordinal))
                transactions.Add(new Transaction(raw, header with { Nonce = 77 }), Received + 2);
        }

        var addresses = ScaleList.Create<Address>([Address(0x34), Address(0x35)]);
        var result = new TransactionResult(TransactionStatus.Failure, "msg", 1, 2, Ids.Of<BlockId>(1), new LayerId(12), addresses);
        if (row[3].ValueKind != System.Text.Json.JsonValueKind.Null)
        {
            result = Scale.Decode<TransactionResult>(Convert.FromHexString(row[3].GetString()!));
            VectorCase.Equal(ResultOutcome.Added, transactions.AddResult(raw.Id, result), "result");
            VectorCase.Equal(ResultOutcome.InvalidState, transactions.AddResult(raw.Id, result), "again");
        }
        else if (name.Contains("UndoLayers", StringComparison.Ordinal))
        {
            VectorCase.Equal(ResultOutcome.Added, transactions.AddResult(raw.Id, result), "result");
            transactions.UndoFrom(new LayerId(12));
        }
        else if (name.Contains("same address twice", StringComparison.Ordinal))
        {
            VectorCase.Equal(ResultOutcome.DuplicateAddress, transactions.AddResult(raw.Id, result with { Addresses = [Address(0x34), Address(0x34)] }), "duplicate address");
        }

        if (vector.Out.Has("result") && vector.Out.GetProperty("result").Has("state"))
            VectorCase.Equal(vector.Out.GetProperty("result").I32("state"), (int)transactions.Find(raw.Id)!.State, "state");
    }

    private static void WriteSmallTables(VectorCase vector, IStateDatabase state)
    {
        const long Received = 1_700_000_000_123_456_789;
        string name = vector.Name;
        if (name.StartsWith("rewards", StringComparison.Ordinal))
        {
            var reward = new Reward(new LayerId(7), ulong.MaxValue, 1ul << 63, Address(0x31), Ids.Of<NodeId>((byte)0x11));
            VectorCase.Equal(InsertOutcome.Added, state.Rewards.Add(reward), "reward");
            VectorCase.Equal(InsertOutcome.ObjectExists, state.Rewards.Add(reward), "again");
            var zero = new Reward(new LayerId(7), 1, 0, Address(0x31), default);
            VectorCase.Equal(InsertOutcome.Added, state.Rewards.Add(zero), "zero smesher");
            VectorCase.Equal(InsertOutcome.ObjectExists, state.Rewards.Add(zero), "zero smesher again");
        }
        else if (name.StartsWith("accounts", StringComparison.Ordinal))
        {
            var unspawned = new Account(new LayerId(3), Address(0x34), 0, ulong.MaxValue, null, default);
            state.Accounts.Update(unspawned);
            VectorCase.Equal(InsertOutcome.ObjectExists, state.Accounts.Update(unspawned), "again");
            state.Accounts.Update(new Account(new LayerId(4), Address(0x34), ulong.MaxValue, 5, Address(0x33), new byte[] { 1, 2, 3 }));
            state.Accounts.Update(new Account(new LayerId(4), Address(0x35), 0, 5, Address(0x33), default));
        }
        else if (name.StartsWith("poets", StringComparison.Ordinal))
        {
            ScaleBytes service = Ids.Of<Hash32>(7).ToArray();
            state.Poets.Add(Ids.Of<PoetProofRef>(1), new byte[] { 1 }, service, "5");
            state.Poets.Add(Ids.Of<PoetProofRef>(2), new byte[] { 2 }, ScaleBytes.Empty, "6");
            state.Poets.Add(Ids.Of<PoetProofRef>(3), new byte[] { 3 }, (ScaleBytes?)null, "");
            VectorCase.Equal(InsertOutcome.ObjectExists, state.Poets.Add(Ids.Of<PoetProofRef>(1), new byte[] { 1 }, service, "5"), "again");
            VectorCase.True(state.Poets.ReferenceOf(ScaleBytes.Empty, "6") is not null, "empty service");
            VectorCase.True(state.Poets.ReferenceOf(ScaleBytes.Empty, "") is null, "absent service");
        }
        else if (name.StartsWith("identities", StringComparison.Ordinal))
        {
            state.MaliciousIdentities.Add(Ids.Of<NodeId>(1), new byte[] { 1, 2 }, Received);
            state.MaliciousIdentities.Add(Ids.Of<NodeId>(1), new byte[] { 3 }, Received + 1);
            state.MaliciousIdentities.Add(Ids.Of<NodeId>(3), ScaleBytes.Empty, Received);
        }
        else if (name.StartsWith("malfeasance", StringComparison.Ordinal))
        {
            WriteMalfeasance(state);
        }
        else if (name.StartsWith("marriage", StringComparison.Ordinal))
        {
            WriteMarriages(state);
        }
        else if (name.StartsWith("activesets", StringComparison.Ordinal))
        {
            var set = new EpochActiveSet(new EpochId(vector.In.U32("epoch")), [Ids.Of<AtxId>(3), Ids.Of<AtxId>(1), Ids.Of<AtxId>(2)]);
            state.ActiveSets.Add(Ids.Of<Hash32>((byte)0x77), set);
            VectorCase.Equal(InsertOutcome.ObjectExists, state.ActiveSets.Add(Ids.Of<Hash32>((byte)0x77), set), "again");
        }
        else if (name.StartsWith("beacons", StringComparison.Ordinal))
        {
            var beacon = Beacon.FromBytes([1, 2, 3, 4]);
            state.Beacons.Add(new EpochId(3), beacon);
            VectorCase.Equal(InsertOutcome.ObjectExists, state.Beacons.Add(new EpochId(3), beacon), "again");
            state.Beacons.Set(new EpochId(3), Beacon.FromBytes([5, 6, 7, 8]));
            state.Beacons.Add(new EpochId(4), default);
        }
        else if (name.StartsWith("recovery", StringComparison.Ordinal))
        {
            state.Recovery.Set(new LayerId(vector.In.U32("restore")));
            VectorCase.Equal(InsertOutcome.ObjectExists, state.Recovery.Set(new LayerId(vector.In.U32("restore"))), "again");
        }
        else
        {
            throw new VectorMismatchException("unknown case");
        }
    }

    private static void WriteMalfeasance(IStateDatabase state)
    {
        const long Received = 1_700_000_000_123_456_789;
        for (int i = 1; i <= 3; i++)
            state.Marriages.Add(new MarriageRecord(new MarriageSetId(i < 3 ? 1 : 2), Ids.Of<NodeId>(i), Ids.Of<AtxId>(i), i, Ids.Of<NodeId>(i), default));
        var one = new MarriageSetId(1);
        var unknown = new MarriageSetId(9);
        var malfeasance = state.Malfeasance;
        VectorCase.Equal(MalfeasanceOutcome.Stored, malfeasance.Add(Ids.Of<NodeId>(8), null, 3, new ScaleBytes(new byte[] { 5 }), Received), "proof without marriage");
        VectorCase.Equal(MalfeasanceOutcome.Stored, malfeasance.Add(Ids.Of<NodeId>(8), null, 4, new ScaleBytes(new byte[] { 7 }), Received), "second proof ignored");
        VectorCase.Equal(MalfeasanceOutcome.ProofMissing, malfeasance.Add(Ids.Of<NodeId>(8), null, null, null, Received), "existing row, no proof, no marriage");
        VectorCase.Equal(MalfeasanceOutcome.ProofMissing, malfeasance.Add(Ids.Of<NodeId>(9), null, null, null, Received), "no proof no marriage");
        VectorCase.Equal(MalfeasanceOutcome.UnknownMarriage, malfeasance.Add(Ids.Of<NodeId>(9), unknown, 0, new ScaleBytes(new byte[] { 6 }), Received), "unknown marriage");
        malfeasance.Add(Ids.Of<NodeId>(1), one, 0, new ScaleBytes(new byte[] { 6 }), Received);
        malfeasance.SetMarried(Ids.Of<NodeId>(1), new MarriageSetId(2), Received + 1);
        malfeasance.SetMarried(Ids.Of<NodeId>(2), one, Received);
        VectorCase.Equal(MalfeasanceOutcome.UnknownMarriage, malfeasance.SetMarried(Ids.Of<NodeId>(1), unknown, Received), "existing row");
        VectorCase.Equal(MalfeasanceOutcome.UnknownMarriage, malfeasance.SetMarried(Ids.Of<NodeId>(7), unknown, Received), "new row");
        malfeasance.Add(Ids.Of<NodeId>(6), null, 4, ScaleBytes.Empty, Received);
    }

    private static void WriteMarriages(IStateDatabase state)
    {
        MarriageRecord Marriage(int set, int node, int atx, int index) => new(
            new MarriageSetId(set), Ids.Of<NodeId>(node), Ids.Of<AtxId>(atx), index, Ids.Of<NodeId>(5), Signature());
        var marriages = state.Marriages;
        VectorCase.Equal(MarriageOutcome.Added, marriages.Add(Marriage(1, 1, 1, 1)), "first");
        VectorCase.Equal(MarriageOutcome.Updated, marriages.Add(Marriage(1, 1, 2, 3)), "same node same set");
        VectorCase.Equal(MarriageOutcome.Conflict, marriages.Add(Marriage(2, 1, 2, 3)), "other set");
        VectorCase.Equal(MarriageOutcome.ObjectExists, marriages.Add(Marriage(1, 2, 2, 3)), "other node, same ATX and index");
        VectorCase.Equal(MarriageOutcome.Added, marriages.Add(Marriage(7, 2, 2, 4)), "other node, other index");
        VectorCase.Equal(MarriageOutcome.Added, marriages.Add(Marriage(7, 3, 2, 5)), "third node");
        VectorCase.Equal(8L, marriages.NewSet().Value, "new set");
        marriages.Relabel(new MarriageSetId(7), new MarriageSetId(1));
        VectorCase.Equal("1 2 3", string.Join(' ', marriages.Members(new MarriageSetId(1)).Select(Ids.Byte)), "members");
        VectorCase.Equal(0, marriages.Members(new MarriageSetId(7)).Count, "members of the old set");
    }

    private static EdSignature Signature()
    {
        byte[] bytes = new byte[EdSignature.Size];
        bytes[0] = 2;
        return EdSignature.FromBytes(bytes);
    }
}
